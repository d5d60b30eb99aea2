import { nameKey } from '../employees/rules.ts'
import type { EmployeeRow } from '../employees/store.ts'
import type { EmployeeLine } from './lines.ts'
import type { Problems } from './problems.ts'

/** A personnel number as compared: spreadsheets take the zeros off that it begins with. */
export function numberKey(number: string): string {
  const text = number.normalize('NFC').trim().toLowerCase()
  return /^\d+$/.test(text) ? text.replace(/^0+(?=\d)/, '') : text
}

/** An address as compared; nobody's mailboxes differ by case alone. */
export function mailKey(email: string): string {
  return email.normalize('NFC').toLowerCase()
}

/**
 * Whom each line is about, of those who are there: by id, by personnel number, by email address, or by name and first day.
 * Somebody whose number or address is another is somebody else. What leaves it open is named in `problems`.
 */
export function recognise(
  lines: readonly EmployeeLine[],
  employees: ReadonlyMap<string, EmployeeRow>,
  problems: Problems,
): ReadonlyMap<EmployeeLine, EmployeeRow> {
  const match = matcherOf(employees)
  const found = new Map<EmployeeLine, EmployeeRow>()
  const lineOf = new Map<string, number>()
  for (const line of lines) {
    const { field, people, problem } = match(line)
    const [person] = people
    if (problem !== undefined) problems.add(line.line, problem.field ?? field, problem.sentence)
    if (!person) continue
    const earlier = lineOf.get(person.id)
    if (earlier !== undefined) problems.add(line.line, field, `Line ${earlier} is about this employee.`)
    lineOf.set(person.id, earlier ?? line.line)
    found.set(line, person)
  }
  return found
}

/** The people whom a line may be about, and by which of its fields; `problem` says why it is not clear that it is the first. */
interface Match {
  field: 'id' | 'personnel_number' | 'email' | 'name'
  people: readonly EmployeeRow[]
  problem?: { field?: string; sentence: string } | undefined
}

function matcherOf(employees: ReadonlyMap<string, EmployeeRow>): (line: EmployeeLine) => Match {
  const people = [...employees.values()].filter(({ erased_at }) => erased_at === null)
  const byNumber = Map.groupBy(people, ({ personnel_number }) => personnel_number && numberKey(personnel_number))
  const byMail = Map.groupBy(people, ({ email }) => email && mailKey(email))
  const byName = Map.groupBy(people, nameAndDay)
  return (line) => {
    const { id, personnel_number: number, email } = line
    if (id !== undefined) return withId(employees.get(id))
    const numbered = number ? byNumber.get(numberKey(number)) : undefined
    if (numbered) {
      const exactFirst = numbered.toSorted((one) => (one.personnel_number === number ? -1 : 0))
      return { field: 'personnel_number', people: exactFirst }
    }
    const mailed = email ? byMail.get(mailKey(email)) : undefined
    if (mailed) return { field: 'email', people: mailed, problem: mailProblem(line, mailed) }
    const named = (byName.get(nameAndDay(line)) ?? []).filter((one) => agrees(line, one))
    return { field: 'name', people: named, problem: named.length > 1 ? { sentence: SEVERAL.name } : undefined }
  }
}

function nameAndDay({ name = '', start_date = '' }: Pick<EmployeeLine, 'name' | 'start_date'>): string {
  return `${start_date} ${nameKey(name)}`
}

function withId(person: EmployeeRow | undefined): Match {
  if (!person) return { field: 'id', people: [], problem: { sentence: 'There is no such employee.' } }
  const problem = person.erased_at === null ? undefined : { sentence: 'This person has been erased.' }
  return { field: 'id', people: [person], problem }
}

/** A number that nobody has, with the address of somebody who has another: one of the two is wrong. */
function mailProblem(
  { personnel_number }: EmployeeLine,
  [person, ...others]: readonly EmployeeRow[],
): Match['problem'] {
  if (others.length > 0) return { sentence: SEVERAL.email }
  if (!person?.personnel_number || !personnel_number) return undefined
  return { field: 'personnel_number', sentence: `${person.name} with this email address has another personnel number.` }
}

const SEVERAL = {
  email: 'Several people have this email address: the personnel number is needed.',
  name: 'Several people have this name and first day: the personnel number or the email address is needed.',
}

/** Whether a person's number and address are not others than those of a line. */
export function agrees(
  line: Pick<EmployeeLine, 'personnel_number' | 'email'>,
  person: Pick<EmployeeRow, 'personnel_number' | 'email'>,
): boolean {
  const { personnel_number: number, email } = line
  const sameNumber = !number || !person.personnel_number || numberKey(number) === numberKey(person.personnel_number)
  return sameNumber && (!email || !person.email || mailKey(email) === mailKey(person.email))
}
