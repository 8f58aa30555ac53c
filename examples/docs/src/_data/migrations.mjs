// The banners that smg-consent migrate knows, each with what the command makes of a site's configuration: the one that
// its tests have.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { migrate, names } from '../../../../web/cli/migrate/migrate.mjs'
import { root, text } from '../../lib/sources.mjs'

const folder = 'tests/outside/docs/migrate'
const told = {
  'vanilla-cookieconsent': {
    title: 'vanilla-cookieconsent',
    version: '3',
    intro:
      'Its categories become purposes, its services processors where they are known. It left ids to your page; give them to the command.',
    marks: [
      [
        '<script type="text/plain" data-category="analytics">',
        '<script type="text/plain" data-smg-purpose="analytics">',
      ],
      ['data-category="!analytics"', 'data-smg-purpose="!analytics"'],
      ['data-cc="show-preferencesModal"', 'data-smg-action="settings"'],
      ['CookieConsent.acceptedCategory("analytics")', 'SMGConsent.acceptedPurpose("analytics")'],
      ['onConsent, onChange', 'SMGConsent.on("consent", …), SMGConsent.on("change", …)'],
    ],
  },
  klaro: {
    title: 'Klaro',
    version: '0.7',
    intro: 'Its services become processors where they are known, else what they load waits for their first purpose.',
    marks: [
      [
        '<script type="text/plain" data-type="application/javascript" data-name="x">',
        '<script type="text/plain" data-smg-purpose="analytics">',
      ],
      ['<iframe data-name="x" data-src="…">', '<iframe data-smg-purpose="functional" data-smg-src="…">'],
      ['klaro.show()', 'SMGConsent.showPreferences()'],
      ['manager.getConsent("x")', 'SMGConsent.acceptedProcessor("x")'],
      ['manager.watch(…)', 'SMGConsent.on("change", …)'],
    ],
  },
  orejime: {
    title: 'Orejime',
    version: '3',
    intro: 'Its purposes are services or groups of them: a known service becomes a processor, a group a purpose.',
    marks: [
      ['<template data-purpose="x">', '<template data-smg-purpose="x">'],
      ['orejime.prompt()', 'SMGConsent.showPreferences()'],
      ['orejime.manager.on("update", …)', 'SMGConsent.on("change", …)'],
    ],
  },
  tarteaucitron: {
    title: 'tarteaucitron',
    version: '1',
    intro: 'It has your ids, so most of its services are carried over whole.',
    marks: [
      ['<div class="youtube_player" videoID="x">', '<div data-smg-embed="youtube:x" title="…">'],
      ['<a href="#tarteaucitron">', '<button type="button" data-smg-action="settings">'],
      ['tarteaucitron.user.…More', 'your own calls, anywhere: dropped before a grant, made after it'],
    ],
  },
}

export default names.map(name => {
  const file = readdirSync(join(root, folder)).find(each => each.startsWith(`${name}.`) && !each.endsWith('.json'))
  const { config, byHand } = migrate(join(root, folder, file))
  if (!told[name]) throw Error(`examples/docs/src/_data/migrations.mjs: expected words on ${name}`)
  return {
    name,
    file,
    ...told[name],
    source: text(`${folder}/${file}`),
    config: JSON.stringify(config, null, 2),
    byHand,
  }
})
