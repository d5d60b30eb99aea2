import { SaxesParser } from 'saxes'
import { type Atom, documentProblems } from './atom-rules.ts'

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'

/**
 * What is wrong with an Atom feed, by XML 1.0 and RFC 4287; nothing of one that keeps all their rules that a program can
 * check.
 */
export function atomProblems(document: string): string[] {
  try {
    return documentProblems(read(document))
  } catch (error) {
    return [`not well-formed: ${(error as Error).message}`]
  }
}

/** The elements of a document; `base` and attributes of the XML namespace go to those within. @throws Error */
function read(document: string): Atom {
  const root: Atom = { name: '', namespace: '', attributes: {}, base: undefined, text: '', elements: [] }
  const open = [root]
  const top = () => open.at(-1) as Atom
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    const found = Object.values(attributes)
    const own = Object.fromEntries(found.filter((one) => one.uri === '').map((one) => [one.local, one.value]))
    const base = found.find((one) => one.uri === XML_NAMESPACE && one.local === 'base')?.value
    const inherited = top().base
    const resolved = base === undefined ? inherited : new URL(base, inherited).href
    const element: Atom = { name: local, namespace: uri, attributes: own, base: resolved, text: '', elements: [] }
    top().elements.push(element)
    open.push(element)
  })
  const add = (text: string) => {
    top().text += text
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => void open.pop())
  parser.write(document).close()
  return root.elements[0] as Atom
}
