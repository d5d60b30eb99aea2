/** An element of an Atom document. */
export interface Atom {
  name: string
  namespace: string
  attributes: Record<string, string>
  /** What the links in it are relative to, by `xml:base`. */
  base: string | undefined
  text: string
  elements: Atom[]
}

/** What is wrong with an element, those within it aside. */
type Rule = (element: Atom) => string[]

const NAMESPACE = 'http://www.w3.org/2005/Atom'
/** RFC 3339, as RFC 4287, 3.3 takes it. */
const DATE = /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+(\s*;.*)?$/i
const LANGUAGE = /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i
const RELATIVE_LINK = /\s(?:href|src)="(?![a-z][a-z0-9+.-]*:)[^"]/i

/** By section of RFC 4287. */
const RULES: Record<string, Rule[]> = {
  // 4.1.1
  feed: [
    once('id', 'title', 'updated'),
    atMostOnce('generator', 'icon', 'logo', 'rights', 'subtitle'),
    only('author category contributor generator icon id link logo rights subtitle title updated entry'),
    oneAlternateEach,
    differentEntries,
    (feed) => (linksOf(feed, 'self').length === 1 ? [] : ['feed without one link to itself']),
  ],
  // 4.1.2
  entry: [
    once('id', 'title', 'updated'),
    atMostOnce('content', 'published', 'rights', 'source', 'summary'),
    only('author category content contributor id link published rights source summary title updated'),
    oneAlternateEach,
    (entry) =>
      within(entry, 'content').length + linksOf(entry, 'alternate').length === 0 ? ['entry with nothing to read'] : [],
    isPublishedFirst,
  ],
  // 3.2
  author: [once('name'), atMostOnce('uri', 'email'), only('name uri email')],
  contributor: [once('name'), atMostOnce('uri', 'email'), only('name uri email')],
  name: [must('is empty', ({ text }) => text.trim() !== '')],
  email: [must('is no address', ({ text }) => /^[^\s@]+@[^\s@]+$/.test(text))],
  uri: [must('is no IRI', ({ text, base }) => isReference(text, base))],
  // 3.3
  updated: [must('is no date', ({ text }) => DATE.test(text))],
  published: [must('is no date', ({ text }) => DATE.test(text))],
  // 3.1
  title: [isText],
  subtitle: [isText],
  summary: [isText],
  rights: [isText],
  // 4.1.3
  content: [
    must('has no type of content', ({ attributes: { type = 'text' } }) => isTextType(type) || MEDIA_TYPE.test(type)),
    must(
      'has elements in it',
      ({ attributes: { type = 'text' }, elements }) => type === 'xhtml' || elements.length === 0,
    ),
    must('has a source and a text', ({ attributes: { src }, text }) => src === undefined || text === ''),
    must('has links to nowhere', linksLeadSomewhere),
  ],
  // 4.2
  category: [
    must('has no term', ({ attributes: { term = '' } }) => term !== ''),
    must('has no scheme', ({ attributes: { scheme } }) => scheme === undefined || isAbsolute(scheme)),
  ],
  generator: [must('is empty', ({ text }) => text !== '')],
  icon: [must('is no IRI', ({ text, base }) => isReference(text, base))],
  logo: [must('is no IRI', ({ text, base }) => isReference(text, base))],
  id: [must('is no IRI', ({ text }) => isAbsolute(text) && !/\s/.test(text))],
  link: [
    must('leads nowhere', ({ attributes: { href }, base }) => href !== undefined && isReference(href, base)),
    must('has no relation', ({ attributes: { rel = 'alternate' } }) => /^[a-z-]+$/.test(rel) || isAbsolute(rel)),
    must('has no type', ({ attributes: { type } }) => type === undefined || MEDIA_TYPE.test(type)),
    must('has no language', ({ attributes: { hreflang } }) => hreflang === undefined || LANGUAGE.test(hreflang)),
  ],
}

/** What is wrong with a document, all of it. */
export function documentProblems(root: Atom): string[] {
  if (root.name !== 'feed' || root.namespace !== NAMESPACE) return ['not a feed']
  return [...authorProblems(root), ...elementProblems(root)]
}

function elementProblems(element: Atom): string[] {
  if (element.namespace !== NAMESPACE) return []
  const rules = RULES[element.name] ?? []
  return [...rules.flatMap((rule) => rule(element)), ...element.elements.flatMap(elementProblems)]
}

/** Each entry has an author, or the feed has one for all (4.1.1, 4.1.2). */
function authorProblems(feed: Atom): string[] {
  if (within(feed, 'author').length > 0) return []
  const entries = within(feed, 'entry')
  if (entries.length === 0) return ['feed without an author']
  return entries.filter((entry) => within(entry, 'author').length === 0).map(() => 'entry without an author')
}

function within({ elements }: Atom, name: string): Atom[] {
  return elements.filter((one) => one.name === name && one.namespace === NAMESPACE)
}

function linksOf(element: Atom, rel: string): Atom[] {
  return within(element, 'link').filter(({ attributes }) => (attributes.rel ?? 'alternate') === rel)
}

function once(...names: string[]): Rule {
  return (element) =>
    names
      .filter((name) => within(element, name).length !== 1)
      .map((name) => `${element.name} has ${name} ${within(element, name).length} times`)
}

function atMostOnce(...names: string[]): Rule {
  return (element) =>
    names.filter((name) => within(element, name).length > 1).map((name) => `${element.name} has ${name} twice`)
}

function only(names: string): Rule {
  const known = new Set(names.split(' '))
  return ({ name: of, elements, text }) => [
    ...elements
      .filter((one) => one.namespace === NAMESPACE && !known.has(one.name))
      .map(({ name }) => `${of} has ${name}`),
    ...(text.trim() === '' ? [] : [`${of} has a text`]),
  ]
}

function must(problem: string, isGood: (element: Atom) => boolean): Rule {
  return (element) =>
    isGood(element) ? [] : [`${element.name} ${problem}: ${JSON.stringify(element.text || element.attributes)}`]
}

function isText(element: Atom): string[] {
  const { type = 'text' } = element.attributes
  if (!isTextType(type)) return [`${element.name} is ${type}`]
  const divs = element.elements.filter(({ name }) => name === 'div')
  const isGood = type === 'xhtml' ? divs.length === 1 && element.elements.length === 1 : element.elements.length === 0
  return isGood ? [] : [`${element.name} has elements in it`]
}

function isTextType(type: string): boolean {
  return ['text', 'html', 'xhtml'].includes(type)
}

function linksLeadSomewhere({ attributes: { type }, text, base }: Atom): boolean {
  return (
    type !== 'html' || base !== undefined || ![...text.matchAll(/<[^>]*>/g)].some(([tag]) => RELATIVE_LINK.test(tag))
  )
}

function oneAlternateEach(element: Atom): string[] {
  const kinds = linksOf(element, 'alternate').map(({ attributes: { type, hreflang } }) => `${type} ${hreflang}`)
  return new Set(kinds).size < kinds.length ? [`${element.name} has two alternates of one kind`] : []
}

function differentEntries(feed: Atom): string[] {
  const keys = within(feed, 'entry').map((entry) => `${textOf(entry, 'id')} ${textOf(entry, 'updated')}`)
  return new Set(keys).size < keys.length ? ['an entry is there twice'] : []
}

function isPublishedFirst(entry: Atom): string[] {
  const [published, updated] = [textOf(entry, 'published'), textOf(entry, 'updated')]
  return published !== '' && Date.parse(updated) < Date.parse(published) ? ['updated before it was published'] : []
}

function textOf(element: Atom, name: string): string {
  return within(element, name)[0]?.text ?? ''
}

function isAbsolute(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(text) && URL.canParse(text)
}

function isReference(text: string, base: string | undefined): boolean {
  return /^[^\s<>"{}|\\^`]*$/.test(text) && URL.canParse(text, base)
}
