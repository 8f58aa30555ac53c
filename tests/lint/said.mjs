// What the built module says to a visitor, in the words and sentences that tests count.

import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pluralOf } from '../../web/plurals.js'
import { dist } from '../browser/support/paths.mjs'
import { asBuilt } from '../model/modules.mjs'

const SENTENCE = 20 // words
export const company = 'Alpha Beta Gamma Delta Epsilon' // of five words
export const consent = { company, policyUrl: '/privacy', email: 'privacy@site.test' }
const module = asBuilt()

/** A visitor's page: events in, and what is shown at each place as it is by then. Files beside the script come at once. */
export class Page {
  #core = new WebAssembly.Instance(module).exports
  #now = 1795003200
  records
  shown = {}
  said = []

  constructor(tag, config, more = {}, records = { cookies: '', refusal: null }) {
    this.records = records
    for (const [, path] of this.ask({ type: 'wants', config, languages: [tag] })) {
      const content = JSON.parse(readFileSync(join(dist, path), 'utf8'))
      this.ask({ type: 'fetched', path, content, plural: pluralOf(basename(path, '.json')) })
    }
    this.send({
      type: 'start',
      config,
      languages: [tag],
      host: 'site.test',
      secure: true,
      gpc: false,
      framed: false,
      ...more,
    })
  }

  ask(event) {
    const now = this.#now++
    const all = { now, random: '0123456789abcdef'.repeat(2), table: true, shown: '', woken: [], pending: [] }
    const bytes = Buffer.from(JSON.stringify({ ...all, ...this.records, ...event }))
    const at = this.#core.smg_buffer(bytes.length)
    Buffer.from(this.#core.memory.buffer).set(bytes, at)
    const from = this.#core.smg_dispatch(bytes.length)
    const memory = Buffer.from(this.#core.memory.buffer)
    return JSON.parse(memory.toString('utf8', from, memory.indexOf(0, from)))
  }

  send(event) {
    let next = false
    for (const [kind, first, second] of this.ask(event)) {
      if (kind === 'render') this.shown[first] = second
      if (kind === 'render' && second) this.said.push([first, second])
      if (kind === 'store') this.records = { cookies: first.split(';')[0].replace(/^\w+=$/, ''), refusal: second }
      next ||= kind === 'next'
    }
    if (next) this.send({ type: 'next' })
    return this
  }

  press(name, on) {
    return this.send({ type: 'action', name, inside: true, trusted: true, on })
  }
}

// Elements within a line of text; all others begin one of their own.
const inline = ['span', 'a', 'time', 'b']

/** The lines of a node, [tag, text, the label before it] each, in their order. */
export function lines(node) {
  const found = []
  let line
  const walk = part => {
    if (typeof part === 'number') line[1] += '1 January 2027'
    else if (typeof part === 'string') line[1] += part
    else if (!Array.isArray(part)) line[1] += part?.country ?? ''
    else {
      const [tag, , ...children] = part
      const outer = line
      if (!inline.includes(tag)) found.push((line = [tag, '', found.findLast(([name]) => name === 'dt')?.[1]]))
      for (const child of children) walk(child)
      // What follows a block within this line is a line anew.
      line = outer
    }
  }
  walk(node)
  return found.map(([tag, text, label]) => [tag, text.trim(), label]).filter(([, text]) => text)
}

// Chinese has no blanks between words.
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
const isWord = word => /[\p{L}\p{N}]/u.test(word)
export const words = text =>
  (/\p{Script=Han}/u.test(text)
    ? [...segmenter.segment(text)].map(({ segment }) => segment)
    : text.split(/\s+/)
  ).filter(isWord)
// A list behind a colon, such as the countries that data goes to, is as long as it is: it counts as one word. So do two
// names there.
export const sentences = text =>
  text
    .replace(/([:：՝] ?)[^:：՝.。։]*(?:[,，、،][^:：՝.。։]*){2,}/g, '$1list')
    .replace(/([:：՝] ?)[A-Z][\w ]*[,，、،] ?[A-Z][\w ]*(?=[.。։])/g, '$1list')
    .split(/(?<=[.!?։؟])\s+|(?<=[。！？])/)
    .filter(sentence => sentence.trim())

export const longest = (node, texts) =>
  lines(node)
    // Of a processor's columns all but its purpose are names and lists.
    .filter(([tag, , label]) => tag !== 'td' && (tag !== 'dd' || label === texts.col_purpose))
    .flatMap(([, text]) => sentences(text))
    .filter(sentence => words(sentence).length > SENTENCE)

export const firstLayer = node =>
  lines(node)
    .filter(
      ([tag], i, all) =>
        ['h2', 'p'].includes(tag) || (tag === 'button' && i < all.findIndex(([name]) => name === 'div')),
    )
    .concat(linksOf(node))
    .map(([, text]) => text)
const linksOf = node =>
  Array.isArray(node) ? (node[1].class === 'link' ? [['a', String(node[2])]] : node.slice(2).flatMap(linksOf)) : []

/** What is said on all ways through a site: [where, node] each. */
export function said(tag, config, gpc) {
  const whole = { ...config, consent: { ...consent, ...config.consent } }
  const yes = new Page(tag, whole, { gpc }).press('partners').press('close').press('settings').press('accept')
  yes.press('settings').press('withdraw')
  const no = new Page(tag, whole, { gpc })
    .press('reject')
    .press('settings')
    .press('save', Object.keys(config.analytics))
  return [...yes.said, ...no.said]
}

export const attributes = node =>
  Array.isArray(node)
    ? [...Object.values(node[1]).filter(value => typeof value === 'string'), ...node.slice(2).flatMap(attributes)]
    : []
