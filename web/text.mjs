// A module's bytes as a JavaScript string that its encoding as UTF-8 hardly makes longer. The longest part of it that is
// UTF-8 already, the words of the languages, stands in it as those characters, between two marks. Around it a character
// of UTF-8, U+0100 or above, stands as that too, and each other byte as the character of its number, which from 128 on
// UTF-8 begins with the byte 194 or 195, as no character of the first kind does. web/embedded.js undoes it. The first
// character, é, shows whether the file was read as UTF-8.
const MARK = '\uffff'
const longest = pieces => pieces.reduce((best, piece) => (piece.length > best.length ? piece : best))
const utf8 = piece => Buffer.from(piece, 'latin1').toString()
const coded = piece => piece.replace(/[\xc4-\xdf][\x80-\xbf]|[\xe1-\xec][\x80-\xbf]{2}/g, utf8)

export const textOf = bytes => {
  const all = Buffer.from(bytes).toString('latin1')
  const plain = longest(all.match(/(?:[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec][\x80-\xbf]{2})*/g))
  const at = all.indexOf(plain)
  return ['\u00e9', coded(all.slice(0, at)), MARK, utf8(plain), MARK, coded(all.slice(at + plain.length))].join('')
}

// As a template literal, in which all else may stand as it is; a carriage return would be read as a line feed.
export const literal = text => `\`${text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replace(/\r/g, '\\r')}\``
