import type { Static } from 'typebox'
import { AppError } from '../../errors.ts'
import { closed, Day, Id, Line, nullable } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { check, compile } from '../../http/validation.ts'
import { toMinutes } from '../../time-off/hours.ts'
import { weekOf } from '../employees/pattern-rules.ts'
import { email, name, personnelNumber, team, WeekHours } from '../employees/schema.ts'
import { RegionCode } from '../schema.ts'
import { DAYS, type Field } from './columns-rules.ts'
import { AMBIGUOUS, type DateFormat, dayOf, formatOf } from './dates-rules.ts'
import { hoursIn, hoursOf, weeklyProblem } from './hours-rules.ts'
import type { FieldsLine } from './parse.ts'
import type { Problems } from './problems.ts'

/** What a line can say; what it leaves out stays, or is missing where the person is new. */
const Said = closed({
  id: Type.Optional(Id),
  name: Type.Optional(name),
  account: Type.Optional(nullable(Line(1, 120))),
  manager: Type.Optional(nullable(Line(1, 254))),
  team: Type.Optional(team),
  start_date: Type.Optional(Day),
  end_date: Type.Optional(nullable(Day)),
  holiday_region: Type.Optional(nullable(RegionCode)),
  working_hours: Type.Optional(WeekHours),
  personnel_number: Type.Optional(personnelNumber),
  email: Type.Optional(email),
})

/** What can be read of a line. */
export interface EmployeeLine extends Omit<Static<typeof Said>, 'working_hours'> {
  line: number
  /** Minutes from Monday to Sunday. */
  week?: number[]
  /** Minutes of the whole week, whichever days they are on. */
  weekly?: number
}

const isSaid = compile(Said)
/** Nobody is meant to lose their name or their number to an empty cell. */
const LEFT_OUT_WHEN_EMPTY = new Set<Field>(['id', 'name', 'start_date', 'working_hours', 'personnel_number', 'email'])
/** A name in quotes is exactly what stands in them. */
const AS_IT_IS = new Set<Field>(['name', 'account', 'manager', 'team'])
const DATES = ['start_date', 'end_date'] as const

/** What each line says, and the order of its dates; what cannot be read is named in `problems`. */
export function readLines(
  lines: readonly FieldsLine[],
  sentFormat: DateFormat | undefined,
  problems: Problems,
): { lines: EmployeeLine[]; dateFormat: DateFormat | null } {
  const dates = lines.flatMap(({ cells }) => DATES.map((field) => cells.get(field) ?? ''))
  const format = sentFormat ?? formatOf(dates)
  const read = lines.map((line) => readLine(line, format, problems))
  return { lines: read, dateFormat: format === undefined ? 'ymd' : format }
}

function readLine(
  { line, cells }: FieldsLine,
  format: DateFormat | null | undefined,
  problems: Problems,
): EmployeeLine {
  const values: Record<string, unknown> = {}
  for (const [field, cell] of cells) Object.assign(values, cellValue(field, cell))
  if (nameOf(cells) !== undefined) values.name = nameOf(cells)
  for (const field of DATES) {
    const day = typeof values[field] === 'string' ? dayOf(values[field], format) : values[field]
    if (day !== AMBIGUOUS) values[field] = day
    else {
      delete values[field]
      problems.add(line, field, 'Day or month first? Choose a date format.')
    }
  }
  const week = hoursFields(line, cells, problems)
  const { working_hours, ...fields } = valid(line, { ...values, ...week.daily }, problems)
  const minutes = working_hours && attempt(line, problems, () => weekOf('working_hours', working_hours))
  return {
    line,
    ...fields,
    ...(minutes && { week: minutes }),
    ...(week.weekly !== undefined && { weekly: week.weekly }),
  }
}

/** The values that are what they should be; what is wrong with the others is named. */
function valid(line: number, values: object, problems: Problems): Static<typeof Said> {
  const said = withoutUndefined(values)
  try {
    return check<Static<typeof Said>>(isSaid, said, 'json')
  } catch (error) {
    const wrong = addWrong(line, error, problems)
    return withoutUndefined({ ...said, ...Object.fromEntries([...wrong].map((field) => [field, undefined])) })
  }
}

function withoutUndefined(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

/** Names what an error says of a line, and gives the fields that it is about. */
function addWrong(line: number, error: unknown, problems: Problems): Set<string> {
  if (!(error instanceof AppError)) throw error
  const found = Object.entries(error.errors?.json ?? {}).map(
    ([path, said]) => [path.split('.', 1)[0] as string, said] as const,
  )
  for (const [field, sentences] of found) problems.add(line, field, ...sentences)
  return new Set(found.map(([field]) => field))
}

function attempt<T>(line: number, problems: Problems, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    addWrong(line, error, problems)
    return undefined
  }
}

/** A cell as the field that it stands for; empty ones stand for none. */
function cellValue(field: Field, cell: string): Record<string, unknown> {
  if (field === 'working_hours' || field === 'first_name' || field === 'last_name' || DAYS.includes(field)) return {}
  const text = AS_IT_IS.has(field) && cell.trim() !== '' ? cell : cell.trim()
  if (text !== '') return { [field]: text }
  return LEFT_OUT_WHEN_EMPTY.has(field) ? {} : { [field]: null }
}

/** The name of somebody whose first and last one are in columns of their own. */
function nameOf(cells: FieldsLine['cells']): string | undefined {
  if (cells.has('name')) return undefined
  const parts = [cells.get('first_name'), cells.get('last_name')].map((part) => part?.trim()).filter(Boolean)
  return parts.length > 0 ? parts.join(' ') : undefined
}

/** A week of seven days from one cell or from a column for each, or the hours of all of it. */
function hoursFields(
  line: number,
  cells: FieldsLine['cells'],
  problems: Problems,
): { daily?: { working_hours: unknown[] }; weekly?: number } {
  const cell = cells.get('working_hours')?.trim() ?? ''
  const hours = cell === '' ? daysIn(cells) : hoursIn(cell)
  if (hours.length === 0) return {}
  const [whole] = hours
  if (hours.length > 1 || typeof whole !== 'number') return { daily: { working_hours: hours } }
  const problem = weeklyProblem(whole)
  if (problem !== undefined) problems.add(line, 'working_hours', problem)
  const weekly = problem === undefined ? attempt(line, problems, () => toMinutes('working_hours', whole)) : undefined
  return weekly === undefined ? {} : { weekly }
}

/** The hours in the columns of days; a day without one is free. */
function daysIn(cells: FieldsLine['cells']): (number | string)[] {
  const days = DAYS.map((day) => cells.get(day)?.trim() ?? '')
  return days.every((day) => day === '') ? [] : days.map((day) => (day === '' ? 0 : hoursOf(day)))
}
