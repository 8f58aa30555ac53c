// The module as a machine whose whole state can be kept, compared and put back: it has no imports, so all that it knows
// is in its memory. What is dead between two events (the stack, the last answer, the arena above its mark) is zeroed, so
// that equal states are equal bytes.

const SIZE = 1024 // of a piece of memory; equal pieces are kept once
const STACK = 8192 // stands before the data, see web/build/wasm.cmake

/** A consent id, as worlds have them: one digit 32 times. */
export const NUMBER = /([1-9])\1{31}/g

/** What a first module answers where it lacks something. */
export const MORE = '[["more"]]'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export class Machine {
  #exports
  #memory
  #room // [from, to): where answers are written
  #pieces = [] // id → bytes
  #ids = new Map() // bytes → id
  #states = [] // id → ids of pieces
  #known = new Map() // ids of pieces → id
  #numbers = [] // state → where consent ids stand in it
  #now // the state that the memory is in
  #sent // [from, to): where the last event was written
  #isFirst
  /** The state of a module that was never sent anything. */
  fresh

  /** `isFirst`: the module is the first one (src/first.h), which an event of no known type would end. */
  constructor(module, isFirst = false) {
    this.#isFirst = isFirst
    this.#exports = new WebAssembly.Instance(module).exports
    this.#memory = new Uint8Array(this.#exports.memory.buffer)
    // The first answer stands at the beginning of its room, which the arena ends with the first event.
    const to = this.#exports.smg_buffer(0)
    this.#room = [isFirst ? answersOf(module) : this.#exports.smg_dispatch(0), to]
    if (!isFirst) this.#clean()
    this.fresh = this.#keep()
  }

  /**
   * Puts the event to the module in that state. Returns its answer, parsed, the state that it is in then, and the answer
   * as it was written; of a first module that lacks something MORE and no state. Throws where the module traps or wants
   * more memory than it began with.
   */
  send(state, event) {
    this.#restore(state)
    // Where it throws, the memory is in no known state.
    this.#now = undefined
    const written = this.#put(event)
    // Nothing comes after it.
    if (this.#isFirst && written === MORE) return [MORE, undefined, written]
    const answer = JSON.parse(written)
    const text = this.#sent
    this.#clean()
    // The first event stays, for the configuration within it. The rest of it is dead.
    if (event.type === 'start') this.#forget(event, text)
    return [answer, this.#keep(this.#states[state]), written]
  }

  /** The consent ids that the module holds in that state, by their digits, in the order of their places. */
  numbers(state) {
    return this.#places(state).map(([, digit]) => digit)
  }

  /** The state that is the same but for its consent ids: Map of digit → digit. */
  renumber(state, digits) {
    const places = this.#places(state).filter(([, digit]) => digits.get(digit) !== digit)
    if (!places.length) return state
    this.#restore(state)
    for (const [at, digit] of places) this.#memory.fill(digits.get(digit).charCodeAt(), at, at + 32)
    return this.#keep()
  }

  #places(state) {
    if (!this.#numbers[state]) {
      this.#restore(state)
      const text = Buffer.from(this.#memory.buffer, 0, this.#room[0]).toString('latin1')
      this.#numbers[state] = [...text.matchAll(NUMBER)].map(({ 0: run, index }) => [index, run[0]])
    }
    return this.#numbers[state]
  }

  #put(event) {
    const bytes = encoder.encode(JSON.stringify(event))
    const at = this.#exports.smg_buffer(bytes.length)
    this.#sent = [at, at + bytes.length]
    this.#checkSize()
    this.#memory.set(bytes, at)
    const from = this.#exports.smg_dispatch(bytes.length)
    this.#checkSize()
    return decoder.decode(this.#memory.subarray(from, this.#memory.indexOf(0, from)))
  }

  #checkSize() {
    if (this.#memory.buffer !== this.#exports.memory.buffer) throw new RangeError('memory has grown')
  }

  // An event of no known type changes nothing, and leaves in what is of the last event alone always the same. So does a
  // question about no processor.
  #clean() {
    const type = this.#isFirst ? 'still' : ''
    this.#put({ type, now: 1, random: '', cookies: '', refusal: null, id: '' })
    const free = this.#exports.smg_buffer(0)
    this.#memory
      .fill(0, 0, STACK)
      .fill(0, ...this.#room)
      .fill(0, free)
  }

  #forget({ cookies, refusal, random }, text) {
    const kept = Buffer.from(this.#memory.buffer).fill(0, ...text)
    for (const text of [cookies, refusal, random])
      for (let at = this.#room[1]; (at = kept.indexOf(text, at)) >= 0; ) kept.fill(0, at, at + text.length)
  }

  #keep(before = this.#states[this.#now]) {
    const ids = new Uint32Array(this.#memory.length / SIZE)
    for (let i = 0; i < ids.length; i++) {
      const bytes = Buffer.from(this.#memory.buffer, i * SIZE, SIZE)
      const old = before?.[i]
      ids[i] = old !== undefined && bytes.equals(this.#pieces[old]) ? old : this.#piece(bytes)
    }
    const key = Buffer.from(ids.buffer).toString('latin1')
    let id = this.#known.get(key)
    if (id === undefined) {
      id = this.#states.push(ids) - 1
      this.#known.set(key, id)
    }
    this.#now = id
    return id
  }

  #piece(bytes) {
    const key = bytes.toString('latin1')
    let id = this.#ids.get(key)
    if (id === undefined) {
      id = this.#pieces.push(Buffer.from(bytes)) - 1
      this.#ids.set(key, id)
    }
    return id
  }

  #restore(state) {
    const from = this.#states[this.#now]
    const to = this.#states[state]
    to.forEach((id, i) => {
      if (!from || from[i] !== id) this.#memory.set(this.#pieces[id], i * SIZE)
    })
    this.#now = state
  }
}

// Where a first module writes its answers, by one that says something: the first event's is not to be lost for that.
function answersOf(module) {
  const { memory, smg_buffer: buffer, smg_dispatch: dispatch } = new WebAssembly.Instance(module).exports
  const start = { type: 'start', now: 1, random: '', cookies: '', refusal: null, config: {}, languages: ['en'] }
  const bytes = encoder.encode(JSON.stringify({ ...start, host: 'site.test', secure: true, gpc: false, framed: false }))
  new Uint8Array(memory.buffer).set(bytes, buffer(bytes.length))
  const from = dispatch(bytes.length)
  if (decoder.decode(new Uint8Array(memory.buffer, from, MORE.length)) === MORE) throw new Error('it lacks a start')
  return from
}
