import { addressOf } from '../base-path.ts'

/** Asks for a new access token by the refresh cookie. One at a time in all tabs, as each refresh token is good for one use. */
export function askForToken(): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  const ask = () => fetch(addressOf('/api/auth/refresh'), { method: 'POST', headers, body: '{"cookie":true}' })
  // On pages without TLS there are no locks; a token used twice at the same moment is forgiven.
  const locks = navigator.locks as LockManager | undefined
  return locks ? locks.request('teamroom session', ask) : ask()
}
