import type { Static } from 'typebox'
import { closed, Line, Name, notBlank, nullable, oneOf, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { HOLIDAY_KINDS } from '../holidays/kind-rules.ts'
import { RegionCode, TouchedRequests } from '../schema.ts'
import type { CompanyRow } from './store.ts'

const fields = {
  name: Name(1, 120, notBlank),
  time_zone: Line(1, 60, { description: 'An IANA name: what "today" means.', examples: ['Europe/Berlin'] }),
  first_day_of_week: Type.Integer({ minimum: 1, maximum: 7, description: '1 for Monday to 7 for Sunday.' }),
  holiday_region: nullable(RegionCode, {
    description: 'Whose public holidays hold for people without a region of their own; null: none.',
  }),
  holiday_kinds: nullable(
    Type.Array(oneOf(HOLIDAY_KINDS), { minItems: 1, maxItems: HOLIDAY_KINDS.length, uniqueItems: true }),
    {
      description:
        'Which holidays are days off: `public` ones, `bank` ones on which most offices close, `optional` ones for some people or by the employer’s choice. Null: as is the custom of each country.',
    },
  ),
  locale: Line(1, 60, { description: 'A language tag (BCP 47).', examples: ['en-GB'] }),
  shows_leave_types: Type.Boolean({ description: 'Whether colleagues see the type of an absence.' }),
}

const settings = {
  ...fields,
  version: Type.Integer({ description: 'Goes up by one with every change.' }),
  updated_at: Timestamp,
}

const exampleCompany = {
  name: 'Example & Sons',
  time_zone: 'Europe/Berlin',
  first_day_of_week: 1,
  holiday_region: 'DE-BY',
  holiday_kinds: null,
  locale: 'en-GB',
  shows_leave_types: false,
  version: 2,
  updated_at: '2026-06-15T07:30:00.000Z',
}

export const Company = Type.Object(settings, { title: 'Company', examples: [exampleCompany] })
export type Company = Static<typeof Company>

export const ChangedCompany = Type.Object(
  { ...settings, touched_requests: TouchedRequests },
  { title: 'ChangedCompany', examples: [{ ...exampleCompany, touched_requests: [] }] },
)

export const CompanyChange = closed(
  {
    name: Type.Optional(fields.name),
    time_zone: Type.Optional(fields.time_zone),
    first_day_of_week: Type.Optional(fields.first_day_of_week),
    holiday_region: Type.Optional(fields.holiday_region),
    holiday_kinds: Type.Optional(fields.holiday_kinds),
    locale: Type.Optional(fields.locale),
    shows_leave_types: Type.Optional(fields.shows_leave_types),
  },
  { title: 'CompanyChange', minProperties: 1, examples: [{ time_zone: 'Europe/Berlin', holiday_region: 'DE-BY' }] },
)
export type CompanyChange = Static<typeof CompanyChange>

/** The settings as the API shows them. */
export function toCompany({ id: _id, counted_by: _counted, shows_leave_types, ...company }: CompanyRow): Company {
  return { ...company, shows_leave_types: shows_leave_types === 1 }
}
