import type { PublicSurvey } from '../../../server/surveys/answering/schema.ts'
import { mayHaveSession } from '../auth/known-session.ts'
import { askForToken } from '../auth/renewal.ts'
import { addressOf } from '../base-path.ts'

let token: string | undefined

/** An answer of the server: what it holds, or why it holds nothing. */
export type Answered<T> = { body: T } | { status: number; message: string; fields: Record<string, string[]> }

/** The survey behind a key. */
export function fetchSurvey(key: string): Promise<Answered<PublicSurvey>> {
  return send(`/api/surveys/public/${encodeURIComponent(key)}`)
}

/** Says that somebody has begun to answer; false where that did not arrive. */
export async function sayBegun(key: string): Promise<boolean> {
  return 'body' in (await send(`/api/surveys/public/${encodeURIComponent(key)}/begun`, {}).catch(() => ({})))
}

/** Sends a reply. @throws TypeError when the connection fails: the reply may have arrived, and can be sent again. */
export function sendReply(key: string, reply: object): Promise<Answered<{ receipt: string }>> {
  return send(`/api/surveys/public/${encodeURIComponent(key)}/replies`, reply)
}

async function send<T>(path: string, body?: object): Promise<Answered<T>> {
  let answer = await request(path, body)
  // A survey for accounts: whoever is signed in to the app is so here, too.
  if (answer.status === 401 && mayHaveSession() && (await refresh())) answer = await request(path, body)
  const content = await answer.json().catch(() => ({}))
  if (answer.ok) return { body: content as T }
  const { message = '', errors } = content as { message?: string; errors?: { json?: Record<string, string[]> } }
  return { status: answer.status, message, fields: errors?.json ?? {} }
}

function request(path: string, body?: object): Promise<Response> {
  return fetch(addressOf(path), {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  })
}

async function refresh(): Promise<boolean> {
  const answer = await askForToken()
  if (answer.ok) token = ((await answer.json()) as { access_token: string }).access_token
  return answer.ok
}
