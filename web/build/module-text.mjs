// Writes a module's bytes as a JavaScript string that takes little more room in UTF-8 than the bytes themselves. Each
// byte becomes the character of its number: of those from 0x80 on, UTF-8 makes two bytes each. Most of them are the
// Cyrillic words of the languages, UTF-8 already: where the bytes are a character above U+00FF in UTF-8, they become
// that character. web/module.embedded.js undoes it: from a character above U+00FF on, all up to the next one of U+0080
// to U+00FF is encoded as UTF-8 (the ASCII in between is the same either way). The first character is é (U+00E9): where
// the script finds another one there, the file was not read as UTF-8.
const utf8 = piece => Buffer.from(piece, 'latin1').toString()

export const textOf = bytes =>
  `\u00e9${Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\xc4-\xdf][\x80-\xbf]|[\xe1-\xec][\x80-\xbf]{2}/g, utf8)}`

// The text as a template literal. All but these characters may stand in it as they are; a carriage return in its own
// form would be read as a line feed.
export const literal = text => `\`${text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replace(/\r/g, '\\r')}\``
