import type { Static } from 'typebox'
import type { Role } from '../../db/tables.ts'
import { Can, closed, Day, Id, Line, notBlank, nullable, oneOf, PageQuery, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { allowed } from '../../verdict.ts'
import { HOLIDAY_ACTS, onHoliday } from '../access.ts'
import { LongPageQuery, RegionCode, TouchedRequests } from '../schema.ts'
import { HOLIDAY_KINDS } from './kind-rules.ts'
import type { CompanyHolidayRow } from './store.ts'

export const HolidayDay = Type.Object(
  {
    date: Day,
    name: Type.String(),
    off: oneOf(['day', 'morning', 'afternoon']),
    kind: oneOf([...HOLIDAY_KINDS, 'company'], { description: 'What makes it a day off; `company` for its own days.' }),
  },
  { title: 'Holiday', examples: [{ date: '2026-12-25', name: '1. Weihnachtstag', off: 'day', kind: 'public' }] },
)

export const RegionName = Type.Object(
  { code: Type.String(), name: Type.String() },
  { title: 'Region', examples: [{ code: 'DE-BY', name: 'Bayern' }] },
)

export const RegionQuery = closed({
  ...LongPageQuery,
  country: Type.Optional(
    Type.String({
      pattern: '^[A-Z]{2}$',
      'x-sentence': 'Must be two capital letters.',
      description: 'Its states and regions; left out: all countries.',
    }),
  ),
})

const span = {
  from: Type.Optional(Type.Unsafe<string>({ ...Day, description: "Left out: this year's first day." })),
  to: Type.Optional(Type.Unsafe<string>({ ...Day, description: "Left out: the last day of `from`'s year." })),
}

export const SpanQuery = closed({ ...LongPageQuery, ...span })
export const HolidayQuery = closed({ ...LongPageQuery, ...span, region: Type.Optional(RegionCode) })

const fields = {
  date: Day,
  name: Line(1, 120, notBlank),
  off: oneOf(['day', 'morning', 'afternoon', 'nothing'], {
    description: 'What of the day is off; `nothing` for a public holiday on which people work.',
  }),
  region: nullable(RegionCode, { description: 'Where it holds, and in all parts of that; null: everywhere.' }),
}

const kept = {
  id: Id,
  ...fields,
  can: Can(HOLIDAY_ACTS),
  version: Type.Integer({ description: 'Goes up by one with every change.' }),
  created_at: Timestamp,
}

const exampleHoliday = {
  id: '0197c0de-0000-7ccc-8ddd-3f6c2b7d8e90',
  date: '2026-12-24',
  name: 'Christmas Eve',
  off: 'afternoon',
  region: null,
  can: ['edit', 'delete'],
  version: 1,
  created_at: '2026-06-15T07:30:00.000Z',
}

export const CompanyHoliday = Type.Object(kept, { title: 'CompanyHoliday', examples: [exampleHoliday] })
export type CompanyHoliday = Static<typeof CompanyHoliday>
export const CompanyHolidayList = Type.Array(CompanyHoliday)
export const CompanyHolidayQuery = closed(PageQuery)

export const ChangedCompanyHoliday = Type.Object(
  { ...kept, touched_requests: TouchedRequests },
  { title: 'ChangedCompanyHoliday', examples: [{ ...exampleHoliday, touched_requests: [] }] },
)

export const DeletedCompanyHoliday = Type.Object(
  { touched_requests: TouchedRequests },
  { title: 'DeletedCompanyHoliday', examples: [{ touched_requests: [] }] },
)

export const CompanyHolidayInput = closed(
  { date: fields.date, name: fields.name, off: Type.Optional(fields.off), region: Type.Optional(fields.region) },
  {
    title: 'CompanyHolidayInput',
    description: 'Left out: the whole day is off, everywhere.',
    examples: [{ date: '2026-12-24', name: 'Christmas Eve', off: 'afternoon' }],
  },
)
export type CompanyHolidayInput = Static<typeof CompanyHolidayInput>

export const CompanyHolidayChange = closed(
  {
    date: Type.Optional(fields.date),
    name: Type.Optional(fields.name),
    off: Type.Optional(fields.off),
    region: Type.Optional(fields.region),
  },
  { title: 'CompanyHolidayChange', minProperties: 1, examples: [{ off: 'day' }] },
)
export type CompanyHolidayChange = Static<typeof CompanyHolidayChange>

/** A company holiday as the API shows it to a caller. */
export function toCompanyHoliday({ region, ...row }: CompanyHolidayRow, caller: { role: Role }): CompanyHoliday {
  return { ...row, region: region || null, can: allowed(HOLIDAY_ACTS, (act) => onHoliday(act, caller)) }
}
