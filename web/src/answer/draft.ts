import type { Answers } from '../../../server/surveys/answering/schema.ts'

/** What somebody has answered and not sent yet, and the name under which it is sent: kept for this tab alone. */
export interface Draft {
  submission_id: string
  answers: Answers
}

const nameOf = (key: string) => `teamroom reply ${key}`

/** The draft that a reload left, or a new one. */
export function readDraft(key: string): Draft {
  const kept = sessionStorage.getItem(nameOf(key))
  return kept === null ? { submission_id: crypto.randomUUID(), answers: {} } : (JSON.parse(kept) as Draft)
}

/** Keeps a draft through a reload. */
export function keepDraft(key: string, draft: Draft): void {
  sessionStorage.setItem(nameOf(key), JSON.stringify(draft))
}

/** Forgets it, once it is sent. */
export function dropDraft(key: string): void {
  sessionStorage.removeItem(nameOf(key))
}
