// The languages that lie in files beside the script (src/translations), as the built module speaks them. Nobody who reads
// this may know them all, so what is held here is what can be told without: nothing is missing, labels fit, sentences
// are short, nothing praises or presses, the marks are those of the language.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { pluralOf } from '../../web/plurals.js'
import { dist, root } from '../browser/support/paths.mjs'
import { analytics } from '../browser/support/vendors.mjs'
import { attributes, consent, firstLayer, lines, longest, Page, said, words } from './said.mjs'

const json = path => JSON.parse(readFileSync(path, 'utf8'))
const english = json(join(dist, 'languages/en.json'))
const tags = readdirSync(join(root, 'src/translations')).flatMap(name => name.match(/(.*)\.json$/)?.[1] ?? [])
// One country of each law.
const laws = readdirSync(join(root, 'src/countries')).flatMap(
  name => json(join(root, 'src/countries', name)).countries?.[0] ?? [],
)

const CATEGORIES = ['zero', 'one', 'two', 'few', 'many']
const isPlural = key => CATEGORIES.some(category => key === `partners_${category}`)
const englishOf = key => english[isPlural(key) ? 'partners' : key]

// The first layer's words with a company's name of five and three purposes. Under the browser's signal, and in Chinese,
// of which what counts as a word is a matter of opinion, it is longer.
const FIRST_LAYER = 60
const WORDY = 66

// Characters. The labels of the first layer stand in one line beside each other where the screen is wide; the other
// buttons have a line each on a phone.
const MOST = {
  ...{ accept_all: 24, reject_all: 24, settings: 24, save: 24, partners_link: 24, policy_link: 40, keep_off: 24 },
  ...{ accept_gpc: 40, manage_link: 32, face_once: 32, details: 28, close: 40, error_close: 24, download: 44 },
  ...{ on: 12, off: 12, always_on: 28, body: 400 },
}
const mostOf = key => MOST[key] ?? (/^(col|state)_/.test(key) ? 44 : 210)

// Languages that have no blank there: between sentences and words, or behind an "and" that is one with the next word.
const joined = { zh: /^(ask_again|ask_new|gpc_short|join|join_last|choice_now)$/ }

const FULL_STOP = { hy: '։', zh: '。' }
const COLON = { hy: '՝', zh: '：' }

const anywhere = /[!！¡…<>&\u{1F300}-\u{1FAFF}\u2600-\u27BF]/u
// Soft hyphens and blanks of no width, which a screen reader may speak; marks of direction, which lie in copied text and
// turn what stands around it; tabs and breaks.
const unseen = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\t\r\n]/u

// What praises, presses or asks nicely: the words for "best", "optimal", "experience", "enjoy", "recommend", "please" and
// "personalise", by their stems.
const pressure = {
  ar: /(?<!\p{L})(ال)?أفضل|تجربة|تجربت|استمتع|نوصي|يوصى|من فضلك|يرجى|تخصيص/u,
  az: /ən yaxşı|optimal|təcrübə|zövq|tövsiyə|zəhmət olmasa|fərdiləş/iu,
  be: /найлепш|аптымальн|досвед|вопыт|асалод|рэкаменд|калі ласка|персаналіз/iu,
  bg: /най-добр|оптимал|изживяван|преживяван|наслад|препоръч|(?<!\p{L})моля(?!\p{L})|персонализ/iu,
  cs: /nejlep|optimál|zážit|zkušenost|užijte|doporuč|prosíme?(?!\p{L})|personaliz/iu,
  da: /bedst|optimal|oplevels|nyd(?!\p{L})|anbefal|venligst|personali/iu,
  de: /(?<!\p{L})beste[nrs]?(?!\p{L})|optimal|erlebnis|erfahrung|genieß|empf(ehl|ohl)|bitte(?!\p{L})|personalis/iu,
  el: /καλύτερ|βέλτιστ|εμπειρί|απολα[ύυ]|συνιστ|προτείν|παρακαλ|εξατομ/iu,
  es: /(?<!\p{L})mejor(es)?(?!\p{L})|óptim|optimiz|experiencia|disfrut|recom[ei]|por favor|personaliz/iu,
  et: /parim|optimaal|kogemus|naudi|soovita|palun|isikupärasta/iu,
  fi: /(?<!\p{L})paras|parhaa|optima|kokemu|nauti|suosit|ole hyvä|personoi|räätälöi/iu,
  fr: /meilleur|optim|expérience|profite|recommand|s.il vous plaît|veuillez|personnalis/iu,
  ga: /is fearr|optam|eispéireas|taithí|bain (sult|taitneamh)|mol(aimid|ta)|le do thoil|pearsanaigh/iu,
  he: /הטוב ביותר|מיטבי|חוויה|חוויי?ת|תיהנו|ליהנות|ממליצ|מומלץ|בבקשה|(?<!\p{L})אנא(?!\p{L})|התאמה אישית/u,
  hr: /najbolj|optimal|iskustv|uživ|preporuč|molimo|personaliz/iu,
  hu: /legjobb|optimál|élmény|élvez|ajánl|kérjük|személyre szab/iu,
  hy: /լավագույն|օպտիմալ|փորձառ|վայել|խորհուրդ|խնդրում ենք|անհատական/iu,
  it: /miglior[ei]?(?!\p{L})|ottim|esperienza|goditi|consigli|raccomand|per favore|personalizz/iu,
  ka: /საუკეთესო|ოპტიმალ|გამოცდილებ|სიამოვნ|გირჩევთ|რეკომენდ|გთხოვთ|პერსონალიზ/u,
  ky: /эң жакшы|оптимал|тажрыйба|ырахат|сунуштай|өтүнөбүз|сураныч|жекелештир/iu,
  lt: /geriaus|optimal|patirt|mėgau|rekomend|prašome|personaliz/iu,
  lv: /(?<!\p{L})vislabāk|optimāl|pieredz|izbaud|iesakām|ieteic|lūdzu|personaliz/iu,
  mt: /aħjar|ottimal|esperjenza|tgawdi|rakkomand|jekk jogħġb|personalizz/iu,
  nl: /(?<!\p{L})beste(?!\p{L})|optimal|ervaring|geniet|aanbev|raden.* aan|alstublieft|personalis/iu,
  pl: /najleps|optymal|wrażeni|doświadcz|ciesz|polec|zalec|prosimy|personaliz/iu,
  pt: /(?<!\p{L})melhor(es)?(?!\p{L})|ótim|otimiz|experiência|desfrut|recomend|por favor|personaliz/iu,
  ro: /cel mai bun|mai bun[ăe]|optim|experien|bucur|recomand|vă rugăm|personaliz/iu,
  sk: /najlep|optimál|zážit|skúsenos|užite si|odporúč|prosím|personaliz/iu,
  sl: /najbolj|optimal|izkušnj|uživ|priporoč|prosimo|prilagoj/iu,
  sv: /(?<!\p{L})bäst|optimal|upplevels|njut|rekommend|vänligen|personanpass|personlig anpass/iu,
  tg: /беҳтарин|оптимал|таҷриба|лаззат|тавсия|лутфан|фардӣ/iu,
  tk: /iň gowy|optimal|tejrib|lezzet|maslahat|haýyş edýäris|şahsylaşdyr/iu,
  tr: /(?<!\p{L})en iyi|optimal|deneyim|keyfi|tavsiye|öneri|lütfen|kişiselleş/iu,
  uk: /найкращ|оптимальн|досвід|насолод|рекоменд|радимо|будь ласка|персоналіз/iu,
  uz: /eng yaxshi|optimal|tajriba|zavq|tavsiya|iltimos|shaxsiylashtir/iu,
  zh: /最佳|最好|最优|体验|享受|推荐|建议|敬请|个性化/u,
}
// The word that makes a sentence a denial: twice in one, it has to be read twice. Not the words for "nothing" and
// "nobody", which many languages put beside it; "no" as the visitor's answer is another word, or one of many.
const denial = {
  ar: /(?<!\p{L})(لا|لن|لم|ليس|غير)(?!\p{L})/gu,
  az: /(?<!\p{L})(deyil|yox)(?!\p{L})/giu,
  be: /(?<!\p{L})не(?!\p{L})/giu,
  bg: /(?<!\p{L})не(?!\p{L})/giu,
  cs: /(?<!\p{L})(není|nejsou|bez)(?!\p{L})/giu,
  da: /(?<!\p{L})(ikke|ingen|intet|uden)(?!\p{L})/giu,
  de: /(?<!\p{L})(nicht|nichts|kein\p{L}*)(?!\p{L})/giu,
  el: /(?<!\p{L})(δεν|μην?)(?!\p{L})/giu,
  es: /(?<!\p{L})(no|nunca|ningún|ninguna)(?!\p{L})/giu,
  et: /(?<!\p{L})(ei|pole|ära)(?!\p{L})/giu,
  fi: /(?<!\p{L})(ei|eivät|emme|ette|älä)(?!\p{L})/giu,
  fr: /(?<!\p{L})n(e |[’'])/giu,
  ga: /(?<!\p{L})(ní|níl|nach|nár|ná)(?!\p{L})/giu,
  he: /(?<!\p{L})(לא|אין|אינ\p{L}+)(?!\p{L})/gu,
  hr: /(?<!\p{L})(ne|nije|nisu)(?!\p{L})/giu,
  hu: /(?<!\p{L})(nem|nincs|ne|sem)(?!\p{L})/giu,
  hy: /(?<!\p{L})(չէ|չեն|առանց)(?!\p{L})/giu,
  it: /(?<!\p{L})(non|nessun\p{L}*)(?!\p{L})/giu,
  ka: /(?<!\p{L})(არ|ვერ|ნუ)(?!\p{L})/gu,
  ky: /(?<!\p{L})(эмес|жок)(?!\p{L})/giu,
  lt: /(?<!\p{L})(ne|nėra)(?!\p{L})/giu,
  lv: /(?<!\p{L})(ne|nav)(?!\p{L})/giu,
  mt: /(?<!\p{L}|qabel )(ma|mhux|mhumiex)(?!\p{L})/giu,
  nl: /(?<!\p{L})(niet|geen|niets)(?!\p{L})/giu,
  pl: /(?<!\p{L})nie(?!\p{L})/giu,
  pt: /(?<!\p{L})(não|nenhum\p{L}*|nunca)(?!\p{L})/giu,
  ro: /(?<!\p{L})nu(?!\p{L})/giu,
  sk: /(?<!\p{L})(nie|nie je|bez)(?!\p{L})/giu,
  sl: /(?<!\p{L})(ne|ni|niso)(?!\p{L})/giu,
  sv: /(?<!\p{L})(inte|ingen|inget|utan)(?!\p{L})/giu,
  tg: /(?<!\p{L})(не|нест)(?!\p{L})/giu,
  tk: /(?<!\p{L})(däl|ýok)(?!\p{L})/giu,
  tr: /(?<!\p{L})(değil|yok)(?!\p{L})/giu,
  uk: /(?<!\p{L})не(?!\p{L})/giu,
  uz: /(?<!\p{L})(emas|yoʻq)(?!\p{L})/giu,
  zh: /不|未|没有|无法/gu,
}
// Each sentence, and what stands on either side of a colon or a comma, which begin another thought.
const thoughts = text => text.split(/[.,:;።։。，：；؛،]/)

const holes = text => (text.match(/\{\w+\}/g) ?? []).sort().join()
const length = text => [...text].length
const ends = text => [/^\s/.test(text), /\s$/.test(text)].join()

/** All that a site says, whatever its country and the browser's signal: [where, node] each. */
function* everything(tag) {
  for (const country of [undefined, ...laws])
    for (const gpc of [false, true])
      yield* said(
        tag,
        { analytics, consent: { country, bin: country === 'KZ' ? '123456789012' : undefined } },
        gpc,
      ).map(([place, node]) => [`${country}, ${place}`, node])
}

test('there are words of praise and of denial for each language, and for none that there is not', () => {
  for (const list of [pressure, denial]) assert.deepEqual(Object.keys(list).sort(), [...tags].sort())
})

test('the map says of each who has checked it', () => {
  const rows = readFileSync(join(root, 'src/languages/README.md'), 'utf8').matchAll(/^\| \w+ `(\w+)` \| [^|]+ \| /gm)
  assert.deepEqual(
    [...rows].map(([, tag]) => tag),
    [...tags].sort(),
  )
})

for (const tag of tags) {
  const { $dates, $rtl, ...texts } = json(join(dist, `languages/${tag}.json`))
  const each = f => Object.entries(texts).flatMap(([key, text]) => (f(key, text) ? [`${key}: ${text}`] : []))

  test(`${tag}: its file and the map say alike who has checked it`, () => {
    const { $checkedBy } = json(join(root, `src/translations/${tag}.json`))
    const map = readFileSync(join(root, 'src/languages/README.md'), 'utf8')
    const [, said] = new RegExp(`\\| [^|]*\`${tag}\` \\| ([^|]*) \\|`).exec(map) ?? []
    assert.equal(said, $checkedBy.join(', ') || 'nobody')
  })

  test(`${tag}: no text is missing, and each has the holes of English`, () => {
    assert.deepEqual(
      Object.keys(english).filter(key => !(key in texts)),
      [],
    )
    const isProcessors = key => /_(name|company|description)$/.test(key)
    assert.deepEqual(
      each(key => !englishOf(key) && !isProcessors(key)),
      [],
    )
    assert.deepEqual(
      // "Two partners" may be one word.
      each((key, text) => englishOf(key) && holes(text) !== holes(englishOf(key)) && !(isPlural(key) && !holes(text))),
      [],
    )
    if ($dates) assert.deepEqual(Intl.getCanonicalLocales($dates), [$dates])
    assert.equal($rtl ?? false, /\p{Script=Arabic}|\p{Script=Hebrew}/u.test(texts.title))
  })

  test(`${tag}: labels fit their buttons, and texts where they are shown`, () => {
    assert.deepEqual(
      each((key, text) => length(text) > mostOf(key)),
      [],
    )
    assert.deepEqual(
      each((_, text) => !text.trim()),
      [],
    )
  })

  test(`${tag}: blanks stand at the ends as in English, and nothing that is not seen`, () => {
    const isJoined = key => joined[tag]?.test(key)
    assert.deepEqual(
      each((key, text) => englishOf(key) && ends(text) !== (isJoined(key) ? 'false,false' : ends(englishOf(key)))),
      [],
    )
    assert.deepEqual(
      each((_, text) => unseen.test(text) || anywhere.test(text)),
      [],
    )
  })

  test(`${tag}: what is a sentence in English ends as one, by the language's full stop; so with a colon`, () => {
    const marks = { '.': FULL_STOP[tag] ?? '.', ':': COLON[tag] ?? ':' }
    for (const [mark, own] of Object.entries(marks))
      assert.deepEqual(
        each((key, text) => englishOf(key)?.trim().endsWith(mark) && !text.trim().endsWith(own)),
        [],
      )
    // Labels and pieces of sentences have none; short forms end in one.
    assert.deepEqual(
      each(
        (key, text) =>
          englishOf(key) &&
          !/[.:]\s*$/.test(englishOf(key)) &&
          !/^(on|off|life_.*)$/.test(key) &&
          Object.values(marks).some(own => text.trim().endsWith(own)),
      ),
      [],
    )
  })

  test(`${tag}: nothing praises, presses or denies twice`, () => {
    assert.deepEqual(
      each((_, text) => pressure[tag].test(text)),
      [],
    )
    assert.deepEqual(
      each((_, text) => thoughts(text).some(thought => (thought.match(denial[tag]) ?? []).length > 1)),
      [],
    )
  })

  test(`${tag}: sentences are short, nothing is left unfilled, and no mark stands twice`, () => {
    const twice = /\.\.|[.,:;，。：；،؛։]\s*[.,;，。；،؛։]| {2}|\( | \)/
    for (const [place, node] of everything(tag)) {
      assert.deepEqual(longest(node, texts), [], place)
      // Romanian's "of you" is a short form.
      const shown = lines(node).map(([, text]) => text.replaceAll(/\bdvs\./g, 'dvs'))
      assert.deepEqual(
        shown.filter(text => twice.test(text)),
        [],
        place,
      )
      for (const text of [...shown, ...attributes(node)]) assert.doesNotMatch(text, /[{}]/, place)
    }
  })

  test(`${tag}: the first layer is short`, () => {
    for (const gpc of [false, true]) {
      const { banner } = new Page(tag, { analytics, consent }, { gpc }).shown
      const text = firstLayer(banner)
      assert.ok(text.includes(texts.title) && text.includes(texts.partners_link), text.join(' | '))
      const count = words(text.join(' ')).length
      assert.ok(count <= WORDY, `${count} words: ${text.join(' | ')}`)
    }
  })

  test(`${tag}: partners stand in the form that their number has`, () => {
    const rules = new Intl.PluralRules(tag)
    // A text that says the number behind a colon or in brackets fits any.
    const fitsAny = /[(（:：] ?\{n\}/.test(texts.partners)
    const forms = new Set(Array.from({ length: 198 }, (_, i) => rules.select(i + 2)))
    for (const form of forms)
      assert.ok(form === 'other' || fitsAny || `partners_${form}` in texts, `${tag} has a form "${form}"`)
    assert.deepEqual(
      each(key => isPlural(key) && !rules.resolvedOptions().pluralCategories.includes(key.slice(9))),
      [],
    )
    for (const n of [1, 2, 3, 5, 11, 20, 21, 22]) {
      const processors = Array.from({ length: n }, (_, i) => ({
        ...{ id: `p${i}`, name: `P${i}`, company: 'P', countries: ['DE'], purpose: 'analytics', description: 'x' },
        ...{ data: ['ip'], start: [['script', `https://p${i}.example/`]] },
      }))
      const own = Object.fromEntries(processors.map(({ id }) => [id, true]))
      const { banner } = new Page(tag, { analytics: own, consent: { ...consent, processors } }).shown
      const form = n === 1 ? texts.partner : (texts[`partners_${rules.select(n)}`] ?? texts.partners)
      const text = lines(banner)
        .map(([, line]) => line)
        .join(' ')
      assert.ok(text.includes(form.replace('{n}', n)), `${n}: "${form}" in "${text}"`)
    }
  })
}

test('what the core is told of plural forms says for each number which it is', () => {
  assert.equal(pluralOf('pl').slice(0, 6), 'mofffm')
  assert.equal(pluralOf('de'), '-o'.padEnd(200, '-'))
  assert.equal(pluralOf('ar').slice(0, 4), 'zotf')
})

test(`first layers of more than ${FIRST_LAYER} words are those of languages that cannot do with fewer`, () => {
  const wordy = tags.filter(
    tag => words(firstLayer(new Page(tag, { analytics, consent }).shown.banner).join(' ')).length > FIRST_LAYER,
  )
  assert.deepEqual(wordy, ['zh'])
})
