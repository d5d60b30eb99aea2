import createClient from 'openapi-fetch'
import { accessToken, renewAccess } from '../auth/session.ts'
import type { components, paths } from './schema.d.ts'

/** The shapes that the API's document names: `Schema<'Survey'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

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

/** Every request to the server, typed by its own document. A token that has ended is renewed once. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: sendWithToken })

async function sendWithToken(request: Request): Promise<Response> {
  const again = request.clone()
  const answer = await fetch(withToken(request))
  if (answer.status !== 401 || !(await renewAccess())) return answer
  return fetch(withToken(again))
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

/** A page of a list, and the cursor of the next one. @throws Refusal when the server refused. */
export async function pageOf<T>(sent: Promise<Answered<T[]>>): Promise<{ rows: T[]; next: string | undefined }> {
  const { data, error, response } = await sent
  if (!response.ok) throw refusalOf(response.status, error)
  const link = response.headers.get('link')?.match(/<([^>]*)>; rel="next"/)?.[1]
  const next = link === undefined ? undefined : new URL(link, location.origin).searchParams.get('cursor')
  return { rows: data ?? [], next: next ?? undefined }
}

/** What an error of the API says. */
export function refusalOf(status: number, error: unknown): Refusal {
  const { message = '', errors = {} } = (error ?? {}) as { message?: string; errors?: Record<string, unknown> }
  const wrong = errors.json ?? errors.query
  const fields = typeof wrong === 'object' && wrong !== null ? wrong : {}
  return new Refusal(status, message, Array.isArray(fields) ? {} : (fields as Record<string, string[]>))
}
