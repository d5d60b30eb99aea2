import { AppError } from './errors.ts'

/** Why a caller may not do something now. Of what is `not_found`, they may not even know that it is there. */
export interface Refusal {
  kind: 'not_found' | 'forbidden' | 'conflict'
  sentence: string
}

/** What an `access.ts` says of a caller, an act and a thing. */
export type Verdict = 'yes' | Refusal

export const UNKNOWN: Refusal = { kind: 'not_found', sentence: '' }

/** Not for this caller, whatever state the thing is in. */
export function forbidden(sentence: string): Refusal {
  return { kind: 'forbidden', sentence }
}

/** For this caller, but not while the thing is as it is. */
export function conflict(sentence: string): Refusal {
  return { kind: 'conflict', sentence }
}

/**
 * Goes on only when the act is allowed. `guard` may throw too: those whom the act is not for never get to it, and the
 * others learn from it first that the thing has changed since they read it.
 * @throws AppError the refusal, and whatever `guard` throws.
 */
export function demand(verdict: Verdict, guard?: () => void): void {
  if (verdict !== 'yes' && verdict.kind !== 'conflict') throw new AppError(verdict.kind, verdict.sentence)
  guard?.()
  if (verdict !== 'yes') throw new AppError(verdict.kind, verdict.sentence)
}

/** Those of some acts that are allowed: what an answer's `can` says. */
export function allowed<Act>(acts: readonly Act[], verdictOn: (act: Act) => Verdict): Act[] {
  return acts.filter((act) => verdictOn(act) === 'yes')
}
