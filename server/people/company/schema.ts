import type { Static } from 'typebox'
import { closed, Line, Name, notBlank, nullable, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { RegionCode, TouchedRequests } from '../schema.ts'
import type { CompanyRow } from './store.ts'

const fields = {
  name: Name(1, 120, notBlank),
  time_zone: Line(1, 60, { description: 'An IANA name: what "today" means.', examples: ['Europe/Berlin'] }),
  first_day_of_week: Type.Integer({ minimum: 1, maximum: 7, description: '1 for Monday to 7 for Sunday.' }),
  holiday_region: nullable(RegionCode, {
    description: 'Whose public holidays hold for people without a region of their own; null: none.',
  }),
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
    locale: Type.Optional(fields.locale),
    shows_leave_types: Type.Optional(fields.shows_leave_types),
  },
  { title: 'CompanyChange', minProperties: 1, examples: [{ time_zone: 'Europe/Berlin', holiday_region: 'DE-BY' }] },
)
export type CompanyChange = Static<typeof CompanyChange>

/** The settings as the API shows them. */
export function toCompany({ id: _id, shows_leave_types, ...company }: CompanyRow): Company {
  return { ...company, shows_leave_types: shows_leave_types === 1 }
}
