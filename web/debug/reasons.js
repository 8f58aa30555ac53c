// The words of the reasons by which the core explains itself: src/explain.h has the keys, and decides which of them holds.

export const reasons = {
  first: 'No choice yet: the visitor has never answered.',
  ended: 'No choice that holds: the term of the stored record is over.',
  revision: 'No choice that holds: the stored record is of another revision of the site.',
  added: 'No choice that holds: the stored record does not name a purpose or processor that was added since.',
  ahead: 'No choice that holds: the stored record is dated more than a day ahead of this clock.',
  unread: 'Another page of the site has stored a choice. This page takes it over at its next look.',

  told: 'Global Privacy Control withholds all that there is to ask for: the banner only says so.',
  opened: 'It was opened by a call or a press, not by itself.',
  answered: 'A choice is stored, and holds.',
  nothing: 'There is nothing to ask for: the site uses no processor, and names no purpose.',
  framed: 'The page is within another one, where nobody is asked by itself (option inFrames).',
  path: 'On this path nobody is asked by itself (option quietOn).',
  region: 'Where the visitor is nobody is asked by itself (options quietIn and region).',
  hidden: 'It was closed without an answer.',

  refused: 'Refused by the visitor.',
  off: 'The visitor has granted others, and not this one.',
  gpc: 'Withheld: the browser sends Global Privacy Control. Only its own switch in the settings grants it.',
  whole: 'Its own switch is on, but what it is a part of is not granted.',
  unstored: 'The last choice could not be stored: nothing loads by it, and the visitor was told.',

  granted: 'Granted.',
  some: 'Some of its processors are granted, not all.',
  confirming: 'Chosen, and waits until the stored choice has been read back.',
  next: 'Granted: its turn comes with one of the next events.',
  leaving: 'Granted, but the page is about to be loaded anew: nothing starts any more.',
  pending: 'Granted, and on its way: its script was asked for, and has not come yet.',
  active: 'Granted, and loaded.',
  part: 'Granted, and runs within what it is a part of.',
  embed: 'Granted: its frames show. It has no script of its own.',
  silent: 'Granted and loaded, but it heeds Global Privacy Control by itself, and is silent.',
  script:
    'Granted, but its script has not come: the network, a content blocker or the security policy has kept it off. ' +
    'The next grant tries again.',
  start: 'Granted, but a step of its start has failed, so none of it was loaded. The next grant tries again.',
  ending: 'Withdrawn: it is told to stop with one of the next events.',
  stopped: 'Withdrawn, and stopped.',
  running: 'Withdrawn, and runs on: only a reload of the page ends it.',
  deaf: 'Withdrawn, but to stop it has failed: only a reload of the page ends it.',
  reload: 'Granted again after it was stopped: it starts when the page is loaded anew.',

  unconfigured: 'The site does not name it in SMG_CONFIG.analytics.',
  disabled: 'Switched off in SMG_CONFIG.analytics.',
  missing: 'Its file of the catalogue, beside the script, has not come.',
  wrong: 'Its entry in SMG_CONFIG.analytics was dropped: the console says what was expected.',

  unknown: 'No purpose or processor of this site has these ids: nothing can wake it.',
}

// How each is marked: what runs, what is kept off as it should be, and what wants a look.
const good = 'granted active part embed answered'
const bad = 'unstored script start running deaf missing wrong unknown leaving'
export const toneOf = reason =>
  good.split(' ').includes(reason) ? 'good' : bad.split(' ').includes(reason) ? 'bad' : 'plain'
