// A module's bytes as a JavaScript string that its encoding as UTF-8 hardly makes longer. What is a character of UTF-8
// already, U+0100 or above, stands there as that character: so do the words of the languages. Each other byte stands
// there as the character of its number, which from 128 on UTF-8 begins with the byte 194 or 195, as no character of
// the first kind does. web/embedded.js undoes it. The first character, é, shows whether the file was read as UTF-8.
export const textOf = bytes =>
  `\u00e9${Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\xc4-\xdf][\x80-\xbf]|[\xe1-\xec][\x80-\xbf]{2}/g, piece => Buffer.from(piece, 'latin1').toString())}`

// As a template literal, in which all else may stand as it is; a carriage return would be read as a line feed.
export const literal = text => `\`${text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replace(/\r/g, '\\r')}\``
