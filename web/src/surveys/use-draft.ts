import { hashKey } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Read, Survey } from './queries.ts'

/** Some fields of a survey as somebody works on them, and how they compare with what is saved. */
export interface Drafting<T extends object> {
  draft: T
  /** What was saved when the draft was begun. */
  base: Read
  /** The fields that differ from it. */
  changed: Partial<T>
  /** The fields that somebody else has changed meanwhile, in another way. */
  clashes: (keyof T)[]
  change(how: Partial<T> | ((draft: T) => Partial<T>)): void
  /** Goes on from what is saved now; the draft is kept where `sent`, which was saved, has been changed since. */
  goOn(saved: Read, sent: T): void
  /** Settles the clashes: by what somebody else has saved, or by keeping the draft, to be saved over it. */
  settle(by: 'theirs' | 'mine'): void
}

/**
 * Lets somebody work on some fields of a survey. What others save meanwhile is taken in field by field; where both have
 * changed the same one, the draft stays as it is until the clash is settled.
 */
export function useDraft<T extends object>(read: Read, pick: (survey: Survey) => T): Drafting<T> {
  const [{ base, draft }, setState] = useState(() => ({ base: read, draft: pick(read.survey) }))
  const before = useMemo(() => pick(base.survey), [base, pick])
  const theirs = useMemo(() => pick(read.survey), [read, pick])
  const changed = differing(before, draft)
  const clashes = clashesOf(before, draft, theirs)
  if (read.survey.version > base.survey.version && clashes.length === 0) {
    setState({ base: read, draft: { ...theirs, ...changed } })
  }
  return {
    ...{ draft, base, changed, clashes },
    change: (how) =>
      setState((now) => ({ ...now, draft: { ...now.draft, ...(typeof how === 'function' ? how(now.draft) : how) } })),
    goOn: (saved, sent) =>
      setState((now) => ({ base: saved, draft: now.draft === sent ? pick(saved.survey) : now.draft })),
    settle: (by) => {
      const given = Object.fromEntries(clashes.map((key) => [key, (by === 'mine' ? draft : theirs)[key]]))
      setState({ base: read, draft: { ...theirs, ...changed, ...given } })
    },
  }
}

/** The fields that two have changed, each in another way. */
export function clashesOf<T extends object>(before: T, mine: T, theirs: T): (keyof T)[] {
  const [changed, changedByThem] = [differing(before, mine), differing(before, theirs)]
  return keysOf(changed).filter((key) => key in changedByThem && !isSame(mine[key as keyof T], theirs[key as keyof T]))
}

function differing<T extends object>(before: T, now: T): Partial<T> {
  const keys = keysOf(now).filter((key) => !isSame(before[key], now[key]))
  return Object.fromEntries(keys.map((key) => [key, now[key]])) as Partial<T>
}

const keysOf = <T extends object>(fields: T) => Object.keys(fields) as (keyof T)[]

/** Whether two values say the same, whatever the order of their fields. */
const isSame = (one: unknown, other: unknown) => one === other || hashKey([one]) === hashKey([other])
