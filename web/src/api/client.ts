import createClient from 'openapi-fetch'
import { accessToken, renewAccess, userId } from '../auth/session.ts'
import { BASE_PATH } from '../base-path.ts'
import { said } from '../i18n/said.ts'
import type { components, paths } from './schema.d.ts'
import { sendOnce } from './send-once.ts'

/** The shapes that the API's document names: `Schema<'Survey'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

const LARGEST_PAGE = 200

/** What the server said when it refused: its sentence, and what is wrong with which field. */
export class Refusal extends Error {
  readonly status: number
  readonly fields: Record<string, string[]>

  constructor(status: number, message: string, fields: Record<string, string[]>) {
    super(message)
    this.status = status
    this.fields = fields
  }
}

/** Every request to the server, typed by its own document. A token that has ended is renewed once; a POST is done once. */
export const api = createClient<paths>({
  baseUrl: location.origin + BASE_PATH,
  fetch: (request) => sendOnce(request, userId(), sendWithToken),
})

/** The answer to a request that is sent with the access token. */
export async function sendWithToken(request: Request): Promise<Response> {
  const [again, sender] = [request.clone(), userId()]
  const answer = await fetch(withToken(request))
  if (answer.status !== 401 || !(await renewAccess())) return answer
  // What one person wanted is not done in the name of another, who has signed in meanwhile.
  return userId() === sender ? fetch(withToken(again)) : answer
}

function withToken(request: Request): Request {
  const token = accessToken()
  if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`)
  return request
}

interface Answered<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The body of an answer. @throws Refusal when the server refused. */
export async function bodyOf<T>(sent: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await sent
  if (response.ok) return data as T
  throw refusalOf(response.status, error)
}

/** The body of an answer, and the ETag by which a change says what it was made to. @throws Refusal when the server refused. */
export async function taggedOf<T>(sent: Promise<Answered<T>>): Promise<{ data: T; etag: string }> {
  const answered = await sent
  const data = await bodyOf(Promise.resolve(answered))
  return { data, etag: answered.response.headers.get('etag') ?? '' }
}

/** Every row of a list, page after page: for what must be whole, as choices are. @throws Refusal when the server refused. */
export async function allOf<T>(
  send: (page: { limit: number; cursor?: string }) => Promise<Answered<T[]>>,
): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const { rows, next } = await pageOf(send({ limit: LARGEST_PAGE, ...(cursor !== undefined && { cursor }) }))
    all.push(...rows)
    cursor = next
  } while (cursor !== undefined)
  return all
}

/** A page of a list, and the cursor of the next one. @throws Refusal when the server refused. */
export async function pageOf<T>(sent: Promise<Answered<T[]>>): Promise<{ rows: T[]; next: string | undefined }> {
  const { data, error, response } = await sent
  if (!response.ok) throw refusalOf(response.status, error)
  const link = response.headers.get('link')?.match(/<([^>]*)>; rel="next"/)?.[1]
  const next = link === undefined ? undefined : new URL(link, location.origin).searchParams.get('cursor')
  return { rows: data ?? [], next: next ?? undefined }
}

/** What an error of the API says, in the reader's language. */
export function refusalOf(status: number, error: unknown): Refusal {
  const { message = '', errors = {} } = (error ?? {}) as { message?: string; errors?: Record<string, unknown> }
  const { json, path, query } = errors
  return new Refusal(status, said(message), { ...fieldsOf(query), ...fieldsOf(path), ...fieldsOf(json) })
}

function fieldsOf(places: unknown): Record<string, string[]> {
  if (typeof places !== 'object' || places === null || Array.isArray(places)) return {}
  const fields = Object.entries(places as Record<string, string[]>)
  return Object.fromEntries(fields.map(([field, sentences]) => [field, sentences.map(said)]))
}
