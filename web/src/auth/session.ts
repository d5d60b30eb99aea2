import { useSyncExternalStore } from 'react'
import type { Schema } from '../api/client.ts'
import { addressOf } from '../base-path.ts'
import { rememberSession } from './known-session.ts'
import { askForToken } from './renewal.ts'

type User = Schema<'Me'>

/** `unknown` until the server has said whether this browser has a session; `ended` when it has ended one unasked. */
export type Session = { status: 'unknown' } | { status: 'out' } | { status: 'in' | 'ended'; user: User }

interface Tokens {
  access_token: string
  user: User
}

let session: Session = { status: 'unknown' }
let token: string | undefined
const listeners = new Set<() => void>()
/** Tells the other tabs of this browser. */
const tabs = new BroadcastChannel('teamroom session')

/** Whose session began in another tab; null: it ended there. */
tabs.onmessage = ({ data }: MessageEvent<string | null>) => {
  if (data === null) enter({ status: 'out' })
  else if (session.status !== 'in' || session.user.id !== data) void renewAccess().catch(() => undefined)
}

/** The session as it is now, and as it changes. */
export function useSession(): Session {
  return useSyncExternalStore(listen, () => session)
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Who uses the app: for what is shown to nobody else. @throws Error outside a session */
export function useUser(): User {
  const now = useSession()
  if (!('user' in now)) throw new Error('This is shown to those alone who have signed in.')
  return now.user
}

/** Whether the server lets whoever uses the app do this. @throws Error outside a session */
export function useMay(act: User['can'][number]): boolean {
  return useUser().can.includes(act)
}

/** Who uses the app, or used it until their session ended. */
export function userId(): string | undefined {
  return 'user' in session ? session.user.id : undefined
}

/** The access token, which is kept in memory alone. */
export function accessToken(): string | undefined {
  return token
}

function enter(next: Session, accessTokenOfIt?: string): void {
  session = next
  token = accessTokenOfIt
  for (const listener of listeners) listener()
}

function leave(next: Session): void {
  rememberSession(false)
  enter(next)
}

let renewing: Promise<boolean> | undefined

/** Gets a new access token by the refresh cookie. False when this browser has no session (any more). */
export function renewAccess(): Promise<boolean> {
  return renewing ?? renewBy(askForToken())
}

function renewBy(asked: Promise<Response>): Promise<boolean> {
  renewing = asked.then(takeToken).finally(() => {
    renewing = undefined
  })
  return renewing
}

async function takeToken(answer: Response): Promise<boolean> {
  if (answer.ok) {
    const { access_token, user } = (await answer.json()) as Tokens
    rememberSession(true)
    enter({ status: 'in', user }, access_token)
    return true
  }
  // A server that does not answer has not ended the session.
  if (answer.status === 401 || answer.status === 403) {
    leave('user' in session ? { status: 'ended', user: session.user } : { status: 'out' })
  }
  return false
}

/** Takes up the session that this browser has, for whose token the server was asked; undefined when it has none. */
export async function resume(asked: Promise<Response> | undefined): Promise<void> {
  if (asked) await renewBy(asked).catch(() => false)
  if (session.status === 'unknown') enter({ status: 'out' })
}

type Entrance = '/api/auth/login' | '/api/auth/register' | '/api/auth/password-reset' | '/api/auth/confirmations'

/**
 * Logs in, registers, confirms an address or chooses another password. The answer is the server's, whatever it is: of a
 * registration that waits for its address to be confirmed (202), there is no session yet.
 */
export async function signIn(path: Entrance, input: object): Promise<Response> {
  const answer = await post(path, { ...input, cookie: true })
  if (answer.ok && answer.status !== 202) {
    const { access_token, user } = (await answer.clone().json()) as Tokens
    rememberSession(true)
    enter({ status: 'in', user }, access_token)
    tabs.postMessage(user.id)
  }
  return answer
}

/** Ends the session, here and in the other tabs. @throws Error when the server did not end it */
export async function signOut(): Promise<void> {
  let answer = await post('/api/auth/logout')
  if (answer.status === 401 && (await renewAccess())) answer = await post('/api/auth/logout')
  if (!answer.ok && answer.status !== 401) throw new Error(`The session could not be ended: ${answer.status}`)
  leave({ status: 'out' })
  tabs.postMessage(null)
}

function post(path: string, body?: object): Promise<Response> {
  return fetch(addressOf(path), {
    method: 'POST',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
}
