// The data within a module that a site does not use: languages, definitions, hashes of files. They are texts, which the core
// reads from their beginning to their end as it runs, so that a shorter list is a list; nothing of its code is touched. What
// is left out becomes bytes that brotli makes nothing of, and every other byte stays at its place.

const DATA = 11 // the number of a module's section of data
const ACTIVE = 0 // a segment that stands at a fixed place of the memory
const END = 0x0b // of an expression

// The segments of data, each as the bytes themselves: what is written into them is in the module.
function segmentsOf(bytes) {
  let at = 8
  const number = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]
      value |= (byte & 127) << shift
      if (byte < 128) return value >>> 0
    }
  }
  while (at < bytes.length) {
    const isData = bytes[at++] === DATA
    const size = number()
    if (!isData) {
      at += size
      continue
    }
    return Array.from({ length: number() }, () => {
      const kind = number()
      while (bytes[at++] !== END);
      if (kind !== ACTIVE) throw Error('a segment of data that is of another kind')
      const length = number()
      at += length
      return bytes.subarray(at - length, at)
    })
  }
  throw Error('no data')
}

// Each place in the segments where the text begins, at the beginning of a text that ends in NUL.
const placesOf = (segments, text) =>
  segments.flatMap(data => {
    const places = []
    for (let at = data.indexOf(text); at >= 0; at = data.indexOf(text, at + 1))
      if (!at || !data[at - 1]) places.push({ data, at })
    return places
  })
function placeOf(segments, text) {
  const places = placesOf(segments, text)
  if (places.length !== 1) throw Error(`expected ${JSON.stringify(text)} once, got it ${places.length} times`)
  return places[0]
}

// The end of the text that begins there. Zeros at the end of a segment are not in it.
const endOf = (data, at) => {
  const end = data.indexOf(0, at)
  return end < 0 ? data.length : end
}

// { data, blocks: [[tag, from, to]] }: per language its tag and its texts, as src/embed.mjs writes them; as many in each.
function languagesIn(segments, tags) {
  for (const { data, at } of placesOf(segments, `${tags[0]}\0`)) {
    const starts = [at]
    while (starts.at(-1) < data.length) starts.push(endOf(data, starts.at(-1)) + 1)
    const textAt = i => data.toString('utf8', starts[i], endOf(data, starts[i]))
    const size = starts.findIndex((_, i) => i > 0 && textAt(i) === tags[1])
    if (size < 1 || !tags.every((tag, i) => textAt(i * size) === tag)) continue
    const place = i => Math.min(starts[i] ?? data.length, data.length)
    return { data, blocks: tags.map((tag, i) => [tag, place(i * size), place((i + 1) * size)]) }
  }
  throw Error(`expected the languages ${tags}, got none of them`)
}

function keepLanguages(segments, tags, kept) {
  const { data, blocks } = languagesIn(segments, tags)
  const texts = Buffer.concat(
    blocks.filter(([tag]) => kept.includes(tag)).map(([, from, to]) => data.subarray(from, to)),
  )
  // Behind the last one an empty tag ends the list.
  data.fill(0, blocks[0][1], blocks.at(-1)[2])
  texts.copy(data, blocks[0][1])
}

function keepProcessors(segments, kept) {
  const { data, at } = placeOf(segments, '[{"id":"')
  const end = endOf(data, at)
  const list = JSON.parse(data.toString('utf8', at, end))
  const isKept = ({ id, partOf }) => kept.includes(id) || kept.includes(partOf)
  // Blanks behind a value are JSON too.
  data.fill(' ', at, end)
  data.write(JSON.stringify(list.filter(isKept)), at)
}

// A file that cannot be named cannot be asked for. The ends stay: other texts may be the end of these.
const TAIL = 8
function dropFile(segments, path, integrity) {
  placeOf(segments, `${path}\0`).data[placeOf(segments, `${path}\0`).at] = 1
  const { data, at } = placeOf(segments, `${integrity}\0`)
  data.fill('A', at, at + integrity.length - TAIL)
}

/**
 * The bytes of a module without what is not used. `tags`: the languages within it, in its order, `languages`: those that stay;
 * `processors`: the ids of the definitions that stay, with their parts; `dropped`: [path, integrity] of files that are not
 * asked for. Throws where the module is not as src/embed.mjs makes one.
 */
export function lessened(bytes, { tags, languages, processors, dropped = [] }) {
  const less = Buffer.from(bytes)
  const segments = segmentsOf(less)
  keepLanguages(segments, tags, languages)
  keepProcessors(segments, processors)
  for (const [path, integrity] of dropped) dropFile(segments, path, integrity)
  return less
}
