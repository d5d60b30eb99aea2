import type { Static } from 'typebox'
import { closed, Id, nullable, oneOf, PageQuery, Timestamp } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { KINDS, type Kind } from './data-map/table-data.ts'
import type { Preview } from './erase-actions.ts'
import type { Counts, ErasureRow, ListedErasure } from './erase-store.ts'
import type { Due } from './retention-actions.ts'
import type { RetentionRow } from './retention-store.ts'

/** The answer of a route that sends a ZIP archive. */
export const archiveAnswer = {
  description: 'A ZIP archive.',
  content: {
    'application/zip': { schema: Type.Unsafe<never>({ type: 'string', format: 'binary', examples: ['PK…'] }) },
  },
}

const ErasedKind = Type.Object({ kind: oneOf(KINDS), count: Type.Integer() }, { title: 'ErasedKind' })
const Counted = Type.Array(ErasedKind, { description: 'How many of each kind are deleted or made nameless.' })
const exampleCounts = [
  { kind: 'account', count: 1 },
  { kind: 'employee', count: 1 },
  { kind: 'sessions', count: 2 },
  { kind: 'request_notes', count: 14 },
]

const NamedReplies = oneOf(['unlink', 'delete'], {
  description:
    'What an erasure does with replies to surveys that are not anonymous: `unlink` keeps the answers without the name, ' +
    '`delete` deletes them and takes them off the results.',
})

export const ErasurePreview = Type.Object(
  {
    name: Type.String(),
    refusal: nullable(Type.String(), { description: 'Why the person cannot be erased now; null where they can.' }),
    can: Type.Array(oneOf(['erase']), { description: 'What the caller may do with them as things stand.' }),
    named_replies: NamedReplies,
    counts: Counted,
  },
  {
    title: 'ErasurePreview',
    examples: [{ name: 'Ann Example', refusal: null, can: ['erase'], named_replies: 'unlink', counts: exampleCounts }],
  },
)

export const ErasureInput = closed(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 120,
      format: 'line',
      description: 'The person’s name, as the preview has it: so that nobody is erased by mistake.',
    }),
  },
  { title: 'ErasureInput', examples: [{ name: 'Ann Example' }] },
)

export const Erasure = Type.Object(
  {
    id: Id,
    pseudonym: Type.String({ description: 'What stands in place of the name.' }),
    way: oneOf(['administrator', 'command', 'retention'], {
      description: 'By an administrator, at the command line, or by the retention settings.',
    }),
    erased_by: nullable(Type.String(), { description: 'The administrator’s user name.' }),
    erased_at: Timestamp,
    counts: Counted,
  },
  {
    title: 'Erasure',
    examples: [
      {
        id: '0197c0de-0000-7eee-8bbb-3f6c2b7d8e90',
        pseudonym: 'Former employee 4f2a',
        way: 'administrator',
        erased_by: 'bea',
        erased_at: '2026-06-15T07:30:00.000Z',
        counts: exampleCounts,
      },
    ],
  },
)
export const ErasureList = Type.Array(Erasure)
export const ErasureQuery = closed(PageQuery)

const months = (description: string) => nullable(Type.Integer({ minimum: 1, maximum: 240 }), { description })

const settings = {
  leavers_months: months('People are erased so many months after their last day; null: never by themselves.'),
  notes_months: months('Notes on the time off of people who left are deleted so many months later; null: never.'),
  session_days: nullable(Type.Integer({ minimum: 1, maximum: 365 }), {
    description: 'Sessions and devices that were not used for so many days are forgotten; null: when they expire.',
  }),
  named_replies: NamedReplies,
}

const exampleRetention = { leavers_months: 36, notes_months: 12, session_days: null, named_replies: 'unlink' }

export const Retention = Type.Object(
  {
    ...settings,
    due: Type.Object(
      { leavers: Type.Integer(), notes: Type.Integer(), sessions: Type.Integer() },
      { description: 'How much these settings delete when housekeeping runs next, within an hour.' },
    ),
    version: Type.Integer({ description: 'Goes up by one with every change.' }),
    updated_at: Timestamp,
  },
  {
    title: 'Retention',
    examples: [
      {
        ...exampleRetention,
        due: { leavers: 2, notes: 31, sessions: 0 },
        version: 2,
        updated_at: '2026-06-15T07:30:00.000Z',
      },
    ],
  },
)

export const RetentionChange = closed(
  {
    leavers_months: Type.Optional(settings.leavers_months),
    notes_months: Type.Optional(settings.notes_months),
    session_days: Type.Optional(settings.session_days),
    named_replies: Type.Optional(settings.named_replies),
  },
  { title: 'RetentionChange', minProperties: 1, examples: [{ leavers_months: 36, notes_months: 12 }] },
)
export type RetentionChange = Static<typeof RetentionChange>

/** What an erasure would do, as the API shows it. */
export function toPreview({ name, refusal, counts, namedReplies }: Preview): Static<typeof ErasurePreview> {
  return {
    name,
    refusal,
    can: refusal === null ? ['erase'] : [],
    named_replies: namedReplies,
    counts: toCounts(counts),
  }
}

/** A receipt as the API shows it. */
export function toErasure(row: ListedErasure | (ErasureRow & { erased_by_name: string | null })) {
  const { id, pseudonym, way, erased_at, counts, erased_by_name } = row
  return { id, pseudonym, way, erased_by: erased_by_name, erased_at, counts: toCounts(counts) }
}

function toCounts(counts: Counts): { kind: Kind; count: number }[] {
  return KINDS.flatMap((kind) => {
    const count = counts[kind]
    return count === undefined ? [] : [{ kind, count }]
  })
}

/** The settings as the API shows them. */
export function toRetention({ id: _id, ...row }: RetentionRow, due: Due) {
  return { ...row, due }
}
