import type { Static } from 'typebox'
import { AppError } from '../../errors.ts'
import { closed, Day, Id, Line, nullable } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { check, compile } from '../../http/validation.ts'
import { weekOf } from '../employees/pattern-rules.ts'
import { nameKey } from '../employees/rules.ts'
import { name, team, WeekHours } from '../employees/schema.ts'
import { RegionCode } from '../schema.ts'
import type { CsvLine } from './parse.ts'

/** The columns of the file that goes out and comes in again, in the order that it goes out. */
export const COLUMNS = [
  'id',
  'name',
  'account',
  'manager',
  'team',
  'start_date',
  'end_date',
  'holiday_region',
  'working_hours',
] as const

const said = {
  name,
  start_date: Day,
  account: Type.Optional(nullable(Line(1, 120))),
  manager: Type.Optional(nullable(Line(1, 120))),
  team: Type.Optional(team),
  end_date: Type.Optional(nullable(Day)),
  holiday_region: Type.Optional(nullable(RegionCode)),
  working_hours: Type.Optional(WeekHours),
}
const NewLine = closed(said)
/** What a line says of an employee whom it names; what it leaves out stays. */
const ChangedLine = closed({ ...said, id: Id, name: Type.Optional(name), start_date: Type.Optional(Day) })

/** What a file says: lines that can be read, and the names on those that cannot. */
export interface EmployeeFile {
  lines: EmployeeLine[]
  unread: ReadonlySet<string>
}

export interface EmployeeLine extends Partial<Omit<Static<typeof ChangedLine>, 'working_hours'>> {
  line: number
  /** Minutes from Monday to Sunday. */
  week?: number[]
}

/** What is wrong with a file, by line and column. */
export class LineErrors {
  readonly #errors: Record<string, string[]>

  /** Begins with what others have found. */
  constructor(found?: LineErrors) {
    this.#errors = Object.assign(Object.create(null), found ? found.#errors : {})
  }

  add(line: number, column: string, ...sentences: string[]): void {
    const key = column === '_schema' ? `line ${line}` : `line ${line}.${column}`
    this.#errors[key] = [...new Set([...(this.#errors[key] ?? []), ...sentences])]
  }

  /** True once there is more than is named. */
  get isFull(): boolean {
    return Object.keys(this.#errors).length > MAX_NAMED
  }

  /** @throws AppError `invalid` with everything that was found. */
  throwAny(): void {
    const found = Object.entries(this.#errors)
    if (found.length === 0) return
    throw new AppError('invalid', '', { errors: { json: Object.fromEntries(found.slice(0, MAX_NAMED)) } })
  }
}

const MAX_NAMED = 200
const isNewLine = compile(NewLine)
const isChangedLine = compile(ChangedLine)
const LEFT_OUT_WHEN_EMPTY = new Set(['id', 'working_hours'])
const NAMES = new Set(['name', 'account', 'manager', 'team'])
const NULLABLE = new Set(['account', 'manager', 'team', 'end_date', 'holiday_region'])

/** What each line says, and in `errors` what none can say. @throws AppError `invalid` for more than can be named. */
export function readLines(lines: readonly CsvLine[], errors: LineErrors): EmployeeFile {
  const unread = new Set<string>()
  const readable = lines.flatMap(({ line, cells }) => {
    const values = Object.fromEntries([...cells].flatMap(([column, text]) => fieldOf(column, text)))
    try {
      const isValid = values.id === undefined ? isNewLine : isChangedLine
      const { working_hours, ...fields } = check<Partial<Static<typeof ChangedLine>>>(isValid, values, 'json')
      return [{ ...fields, line, ...(working_hours && { week: weekOf('working_hours', working_hours) }) }]
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      addWrong(errors, line, error)
      // What else is wrong would not be named.
      if (errors.isFull) errors.throwAny()
      unread.add(nameKey(cells.get('name') ?? ''))
      return []
    }
  })
  return { lines: readable, unread }
}

/** Adds what is wrong with a line, by its columns. */
function addWrong(errors: LineErrors, line: number, { errors: wrong }: AppError): void {
  for (const [field, sentences] of Object.entries(wrong?.json ?? {})) {
    errors.add(line, field.replace(/^working_hours\.\d$/, 'working_hours'), ...sentences)
  }
}

/** A cell as the field that it stands for: empty ones for none, and numbers as people write them. */
function fieldOf(column: string, cell: string): [string, unknown][] {
  // A name in quotes is exactly what stands in them.
  const text = NAMES.has(column) && cell.trim() !== '' ? cell : cell.trim()
  if (text === '') {
    if (LEFT_OUT_WHEN_EMPTY.has(column)) return []
    return [[column, NULLABLE.has(column) ? null : '']]
  }
  if (column !== 'working_hours') return [[column, text]]
  const numbers = text
    .split(/\s+/)
    .map((part) => (/^\d+([.,]\d+)?$/.test(part) ? Number(part.replace(',', '.')) : part))
  return [[column, numbers]]
}
