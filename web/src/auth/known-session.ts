const NAME = 'teamroom session'

/**
 * Whether this browser may have a session. The cookie that says so is out of a page's sight, and who never signed in
 * here need not ask the server to hear that they did not.
 */
export function mayHaveSession(): boolean {
  return localStorage.getItem(NAME) !== null
}

/** Remembers that this browser has a session, or has none any more. */
export function rememberSession(has: boolean): void {
  if (has) localStorage.setItem(NAME, 'yes')
  else localStorage.removeItem(NAME)
}
