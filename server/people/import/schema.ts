import type { Static } from 'typebox'
import { closed, Id, Line, nullable, oneOf } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { DryRunQuery, TouchedRequests } from '../schema.ts'
import { FIELDS } from './columns-rules.ts'
import { DATE_FORMATS } from './dates-rules.ts'

const field = oneOf(FIELDS)
const dateFormat = oneOf(DATE_FORMATS, {
  description:
    'Which comes first in dates such as 03/04/2026: `dmy` the day, `mdy` the month; `ymd` takes no such dates.',
})

export const ImportQuery = closed({
  ...DryRunQuery.properties,
  columns: Type.Optional(
    Line(1, 2000, {
      description:
        'What the columns of the file are, from the first one on, between commas; nothing for one that is left out. Without it ' +
        'their titles say so, in English or German; a dry run answers what it took them for.',
      examples: ['name,start_date,,email,working_hours'],
    }),
  ),
  date_format: Type.Optional(dateFormat),
})

/** One of these words, or null. */
function orNull<const Word extends string>(words: readonly Word[], description: string) {
  return Type.Unsafe<Word | null>({ type: ['string', 'null'], enum: [...words, null], description })
}

const ROW_STATES = ['new', 'changed', 'unchanged', 'wrong'] as const

const ImportedRow = Type.Object({
  line: Type.Integer({ description: 'Of the file, whose first line is 1.' }),
  name: nullable(Type.String()),
  employee_id: nullable(Id, { description: 'Who it is about; null for somebody whom a dry run would add.' }),
  state: oneOf(ROW_STATES),
  changes: Type.Array(Type.Object({ field, from: nullable(Type.String()), to: nullable(Type.String()) }), {
    description: 'What becomes another, of somebody who is there already.',
  }),
  problems: Type.Record(Type.String(), Type.Array(Type.String()), { description: 'What is wrong with it, by field.' }),
})
export type ImportedRow = Static<typeof ImportedRow>

export const ImportResult = Type.Object(
  {
    created: Type.Integer(),
    changed: Type.Integer(),
    unchanged: Type.Integer(),
    wrong: Type.Integer({
      description: 'Lines that cannot be imported as they are: none in an import, which would be refused.',
    }),
    columns: Type.Array(
      Type.Object({
        title: Type.String(),
        field: orNull(FIELDS, 'What it stands for; null for one that is left out.'),
        example: nullable(Type.String(), { description: 'The first thing that stands in it.' }),
      }),
      { description: 'The columns of the file, in their order.' },
    ),
    date_format: orNull(DATE_FORMATS, 'How its dates were read; null where that has to be said.'),
    rows: Type.Array(ImportedRow),
    touched_requests: TouchedRequests,
  },
  {
    title: 'EmployeeImport',
    examples: [
      {
        ...{ created: 1, changed: 1, unchanged: 0, wrong: 0, date_format: 'dmy', touched_requests: [] },
        columns: [
          { title: 'Name', field: 'name', example: 'Ann Example' },
          { title: 'Eintritt', field: 'start_date', example: '01.04.2019' },
          { title: 'Abteilung', field: 'team', example: 'Kitchen' },
          { title: 'Kostenstelle', field: null, example: '4711' },
        ],
        rows: [
          { line: 2, name: 'Ann Example', employee_id: null, state: 'new', changes: [], problems: {} },
          {
            ...{ line: 3, name: 'Bea Example', employee_id: '0197c0de-0000-7bbb-8ccc-3f6c2b7d8e90', state: 'changed' },
            ...{ changes: [{ field: 'team', from: 'Kitchen', to: 'Bakery' }], problems: {} },
          },
        ],
      },
    ],
  },
)
export type ImportResult = Static<typeof ImportResult>
