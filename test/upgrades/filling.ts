import { type Answer, call } from '../process/clients.ts'

type Headers = Record<string, string>
type Site = { url: string }

export const PASSWORD = 'a password of nobody else'

/** Whoever sends requests to the server that is filled. */
export interface Caller {
  id: string
  /** Goes with each request. */
  headers: Headers
  refreshToken: string
  /** Sends a request that is done. Gives the body of the answer; its text where that is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape are looked into.
  send(method: string, path: string, body?: unknown, headers?: Headers): Promise<any>
}

/** Somebody without an account. */
export function anybody(server: Site): Caller {
  return callerWith(server, {})
}

/** Somebody who logs in. */
export async function logIn(server: Site, username: string, headers: Headers = {}): Promise<Caller> {
  return signedIn(
    server,
    await anybody(server).send('POST', '/api/auth/login', { username, password: PASSWORD }, headers),
  )
}

/** Somebody who creates an account, with what lets them do so. */
export async function register(server: Site, account: object): Promise<Caller> {
  return signedIn(server, await anybody(server).send('POST', '/api/auth/register', { password: PASSWORD, ...account }))
}

interface SignedIn {
  user: { id: string }
  access_token: string
  refresh_token: string
}

function signedIn(server: Site, { user, access_token, refresh_token }: SignedIn): Caller {
  const caller = callerWith(server, { authorization: `Bearer ${access_token}` })
  return Object.assign(caller, { id: user.id, refreshToken: refresh_token })
}

function callerWith(server: Site, headers: Headers): Caller {
  const send: Caller['send'] = async (method, path, body, more = {}) => {
    const answer = await call(server, method, path, body, { ...headers, ...more })
    requireDone(answer, `${method} ${path}`)
    return answer.body ?? answer.text
  }
  return { id: '', headers, refreshToken: '', send }
}

function requireDone({ status, text }: Answer, what: string): void {
  if (status >= 300) throw new Error(`${what}: ${status} ${text}`)
}
