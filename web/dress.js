import { d } from './browser.js'

const worn = { __proto__: null } // text → the stylesheet of it that the page has

// Gives the page a style of the module's own, by a stylesheet that is made and not written: no policy of the page's
// refuses that.
export const dressPage = text => {
  if (!worn[text]) (worn[text] = new CSSStyleSheet()).replaceSync(text)
  const sheets = [...d.adoptedStyleSheets]
  if (!sheets.includes(worn[text])) d.adoptedStyleSheets = [worn[text], ...sheets]
}
