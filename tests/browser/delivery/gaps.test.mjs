// A language is one file, and may have gaps: what it lacks is read in English, and the build says what that is. No meaning
// hides in the order of the texts. No browser is needed here.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../support/paths.mjs'

// What the build makes of the languages when they were changed, and what it says.
function built(t, change) {
  const folder = mkdtempSync(join(tmpdir(), 'smg-languages-'))
  t.after(() => rmSync(folder, { recursive: true }))
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true })
  symlinkSync(join(root, 'web'), join(folder, 'web'))
  const path = tag => join(folder, 'src/languages', `${tag}.json`)
  change({
    path,
    read: tag => JSON.parse(readFileSync(path(tag), 'utf8')),
    write: (tag, texts) => writeFileSync(path(tag), JSON.stringify(texts)),
  })
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'src/embed.mjs'), join(folder, 'src'), folder])
  const lines = String(stderr).split('\n').filter(Boolean)
  if (status) return { status, lines }
  return { status, lines, code: readFileSync(join(folder, 'embedded.c'), 'utf8') }
}

test('a language with gaps is built, and one line says what stays in English', t => {
  const { status, lines, code } = built(t, ({ read, write }) => {
    const { title, accept_all, ...rest } = read('en')
    delete rest.$dates
    write('eo', { ...rest, title: 'Cookies: Sie wählen', save: 'Speichern' })
  })
  assert.equal(status, 0, lines.join('\n'))
  const told = lines.filter(line => line.includes('eo.json'))
  assert.equal(told.length, 1, lines.join('\n'))
  assert.match(told[0], /eo\.json: \d+ texts are missing, and stay in English: accept_all, .*clarity_description, /)
  assert.match(told[0], /metrica_name/)
  const [, german] = code.split('"eo\\0"')
  assert.ok(german.includes('"Speichern\\0"') && german.includes('"Accept all\\0"'))
})

test('Kazakh, Russian and English have no gap', t => {
  const { lines } = built(t, () => {})
  assert.deepEqual(
    lines.filter(line => /\/(kk|ru|en)\.json/.test(line)),
    [],
  )
})

const refused = {
  'a text that English does not have': [{ nothing: 'x' }, 'eo.json: nothing: expected a key of en.json'],
  'a text with another hole': [{ title: '{title}' }, 'eo.json: title: expected no {hole}'],
  'a text that is none': [{ title: 5 }, 'eo.json: title: expected a text, got 5'],
  'an alias that is none': [{ $aliases: ['DE'] }, 'eo.json: $aliases: expected tags such as "kz"'],
}
for (const [what, [texts, message]] of Object.entries(refused))
  test(`the build refuses ${what}`, t => {
    const { status, lines } = built(t, ({ write }) => write('eo', texts))
    assert.equal(status, 1)
    assert.ok(
      lines.some(line => line.includes(message)),
      lines.join('\n'),
    )
  })

test('the order of the texts says nothing', t => {
  const definitions = ({ code }) => /embedded_processors\[\] = (.*);/.exec(code)[1]
  const turned = built(t, ({ read, write }) => {
    write('en', Object.fromEntries(Object.entries(read('en')).reverse()))
  })
  assert.equal(turned.status, 0, turned.lines.join('\n'))
  assert.equal(definitions(turned), definitions(built(t, () => {})))
})
