/**
 * Everything that XML 1.0 has no place for, not even escaped: what its production `Char` leaves out, such as control
 * characters, halves of surrogate pairs, U+FFFE and U+FFFF.
 */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

const REFERENCES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Written as they are, readers would make other white space of them.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** Part of an XML document, written. */
export interface Xml {
  xml: string
}

/** A text with nothing but what XML can hold; the rest is left out. */
export function xmlText(text: string): string {
  return text.replace(NOT_XML, '')
}

/** An element with a text, with others, or with nothing in it. Texts and the values of attributes are any texts. */
export function element(name: string, attributes: Record<string, string>, content: string | readonly Xml[] = ''): Xml {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value, /[&<>"\t\n\r]/g)}"`)
  const within = typeof content === 'string' ? escaped(content, /[&<>\r]/g) : linesOf(content)
  const start = `<${name}${written.join('')}`
  return { xml: within === '' ? `${start}/>` : `${start}>${within}</${name}>` }
}

/** A whole document, in UTF-8. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${root.xml}\n`
}

function escaped(text: string, special: RegExp): string {
  return xmlText(text).replace(special, (character) => REFERENCES[character] as string)
}

function linesOf(elements: readonly Xml[]): string {
  return elements.length === 0 ? '' : `\n${elements.map(({ xml }) => xml).join('\n')}\n`
}
