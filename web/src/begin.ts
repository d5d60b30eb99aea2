import { mayHaveSession } from './auth/known-session.ts'
import { askForToken } from './auth/renewal.ts'
import { fetchTexts } from './i18n/catalogues.ts'

/** What needs none of the libraries is asked for while they are on their way: the texts, and this browser's session, if any. */
export const texts = fetchTexts()
export const firstToken = mayHaveSession() ? askForToken() : undefined

// They are awaited later: until then a failure is nobody's.
texts.catch(() => undefined)
firstToken?.catch(() => undefined)
