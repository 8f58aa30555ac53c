// A module's bytes as a JavaScript string that its encoding as UTF-8 hardly makes longer. Each byte is the character of
// its number; but a character of UTF-8 above U+00FF, in the words of the languages, stands as itself, and so do those of
// ASCII behind it. web/module.embedded.js undoes it: from a character above U+00FF on all up to the next one of U+0080 to U+00FF
// is encoded as UTF-8. The first character, é, shows whether the file was read as UTF-8.
const utf8 = piece => Buffer.from(piece, 'latin1').toString()

export const textOf = bytes =>
  `\u00e9${Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\xc4-\xdf][\x80-\xbf]|[\xe1-\xec][\x80-\xbf]{2}/g, utf8)}`

// As a template literal, in which all else may stand as it is; a carriage return would be read as a line feed.
export const literal = text => `\`${text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replace(/\r/g, '\\r')}\``
