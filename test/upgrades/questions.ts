import type { Caller } from './filling.ts'

/** What a reader was answered. */
export interface Asked {
  as: string
  path: string
  status: number
  type: string
  /** Parsed, where it is JSON. */
  body: unknown
}

interface Document {
  paths: Record<string, { get?: { parameters?: { name: string }[] } }>
}

/** What else an address needs to be answered. */
const QUERIES: Record<string, string[]> = {
  '/api/time-off/calendar': ['?from=2026-03-01&to=2026-03-31'],
  '/api/time-off/taken.csv': ['?from=2025-12-01&to=2026-03-31'],
  '/api/holidays': ['?from=2026-01-01&to=2026-12-31'],
  '/api/posts': ['?limit=200', '?q=rules', '?tag=office', '?scheduled=true'],
  '/api/employees/{id}/balance': ['?on=2025-12-31', '?on=2026-03-02', '?on=2026-12-31'],
  '/api/time-off/leave-types': ['', '?archived=true'],
  '/api/holidays/regions': ['?country=DE'],
}
/** Says how busy the server is, or goes on without end. */
const LEFT_OUT = /^\/(healthz|readyz|)$|\/events$/
const PAGE = 'limit=200'
/** Files begin with a mark of their encoding, which counts. */
const exactly = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Asks a server everything that its document says can be read, for each reader: lists, and what is in them by its id.
 * `tokens` are the addresses that no list has.
 */
export async function askEverything(
  server: { url: string },
  document: Document,
  readers: Record<string, Caller>,
  tokens: { token: string[]; key: string[] },
): Promise<Asked[]> {
  const patterns = patternsOf(document)
  const asked: Asked[] = []
  for (const [as, { headers }] of Object.entries(readers)) {
    const ask = (path: string) => askFor(server, as, path, headers)
    for (const { template, queries } of patterns) {
      for (const path of await pathsOf(template, ask, tokens))
        for (const query of queries) asked.push(await ask(`${path}${query}`))
    }
  }
  return asked
}

/** What can be read, and the queries to ask with. */
function patternsOf({ paths }: Document): { template: string; queries: string[] }[] {
  return Object.entries(paths).flatMap(([template, { get }]) => {
    if (get === undefined || LEFT_OUT.test(template)) return []
    const hasPages = get.parameters?.some(({ name }) => name === 'limit')
    return [{ template, queries: QUERIES[template] ?? [hasPages ? `?${PAGE}` : ''] }]
  })
}

async function askFor({ url }: { url: string }, as: string, path: string, headers: Caller['headers']): Promise<Asked> {
  const answer = await fetch(url + path, { headers })
  const type = answer.headers.get('content-type') ?? ''
  const text = exactly.decode(await answer.arrayBuffer())
  return { as, path, status: answer.status, type, body: bodyOf(type, text) }
}

/** The body of an answer of a type, as it is kept. */
export function bodyOf(type: string, text: string): unknown {
  return type.includes('json') ? JSON.parse(text) : text
}

type Ask = (path: string) => Promise<Asked>

/** The addresses of one pattern, with what its lists name. */
async function pathsOf(template: string, ask: Ask, tokens: Record<string, string[]>): Promise<string[]> {
  const parameter = { '/getsurveyquestions': 'idSurvey', '/getsurveystats': 'id' }[template]
  if (parameter !== undefined) {
    const ids = namesIn((await ask('/getsurveys')).body, 'surveys')
    return ids.map((id) => `${template}?${parameter}=${id}`)
  }
  const [, before, name, after] = template.match(/^(.*?)\{(\w+)\}(.*)$/) ?? []
  if (before === undefined || name === undefined) return [template]
  const values = tokens[name] ?? (await valuesOf(before, name, ask))
  const paths = await Promise.all(values.map((value) => pathsOf(`${before}${value}${after}`, ask, tokens)))
  return paths.flat()
}

/** What the list in front of a parameter has for it. */
async function valuesOf(before: string, name: string, ask: Ask): Promise<string[]> {
  if (name === 'slug') return namesIn((await ask('/api/posts?limit=200')).body, undefined, 'slug')
  if (name === 'question') return namesIn((await ask(before.replace(/\/questions\/$/, ''))).body, 'questions')
  const dated = before.match(/^(.*\/policies)\/(?:([^/]+)\/)?$/)
  if (dated && name !== 'id') {
    const { body } = await ask(`${dated[1]}?${PAGE}`)
    const rows = (Array.isArray(body) ? body : []) as { leave_type_id: string; effective_from: string }[]
    if (name === 'leave_type_id') return [...new Set(rows.map(({ leave_type_id }) => leave_type_id))]
    return rows.filter(({ leave_type_id }) => leave_type_id === dated[2]).map(({ effective_from }) => effective_from)
  }
  return namesIn((await ask(`${before.slice(0, -1)}?${PAGE}`)).body)
}

function namesIn(body: unknown, list?: string, field = 'id'): string[] {
  const rows = list === undefined ? body : (body as Record<string, unknown>)[list]
  return Array.isArray(rows) ? rows.map((row) => row[field]).filter((name) => typeof name === 'string') : []
}
