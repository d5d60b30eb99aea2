import type { Answers } from '../../../server/surveys/answering/schema.ts'
import { randomId } from '../api/random-id.ts'

/** What somebody has answered and not sent yet, and the name under which it is sent: kept for this tab alone. */
export interface Draft {
  submission_id: string
  answers: Answers
  /** Whether the server has been told that somebody began. */
  begun?: boolean
}

const nameOf = (key: string) => `teamroom reply ${key}`

/** The draft that a reload left, or a new one. */
export function readDraft(key: string): Draft {
  const kept = inStorage((storage) => storage.getItem(nameOf(key)))
  return kept ? (JSON.parse(kept) as Draft) : { submission_id: randomId(), answers: {} }
}

/** Keeps a draft through a reload. */
export function keepDraft(key: string, draft: Draft): void {
  inStorage((storage) => storage.setItem(nameOf(key), JSON.stringify(draft)))
}

/** Forgets it, once it is sent. */
export function dropDraft(key: string): void {
  inStorage((storage) => storage.removeItem(nameOf(key)))
}

/** Browsers may refuse to store anything: then a reload loses the draft, and all else goes on. */
function inStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(sessionStorage)
  } catch {
    return undefined
  }
}
