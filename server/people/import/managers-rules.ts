import { cycleSentence, findCycle, nameKey } from '../employees/rules.ts'
import type { EmployeeRow } from '../employees/store.ts'
import type { EmployeeLine } from './lines.ts'
import type { Problems } from './problems.ts'
import { mailKey, numberKey } from './recognise-rules.ts'

type People = ReadonlyMap<string, EmployeeRow>

interface Drafted {
  line: EmployeeLine
  after: EmployeeRow
}

/** A manager is named by id, personnel number, email address or name, be it of the database or of another line. */
export function nameManagers(drafts: readonly Drafted[], people: People, problems: Problems): void {
  const byNumber = Map.groupBy(
    people.values(),
    ({ personnel_number }) => personnel_number && numberKey(personnel_number),
  )
  const byMail = Map.groupBy(people.values(), ({ email }) => email && mailKey(email))
  const byName = Map.groupBy(people.values(), ({ name }) => nameKey(name))
  const named = (manager: string): EmployeeRow[] => {
    const person = people.get(manager)
    if (person) return [person]
    return byNumber.get(numberKey(manager)) ?? byMail.get(mailKey(manager)) ?? byName.get(nameKey(manager)) ?? []
  }
  for (const { line, after } of drafts) {
    const { manager } = line
    if (manager === undefined) continue
    const found = manager === null ? [] : named(manager)
    const wrong = manager === null ? undefined : managerSentence(found, after.id)
    if (wrong) problems.add(line.line, 'manager', wrong)
    after.manager_id = wrong ? null : (found[0]?.id ?? null)
  }
}

function managerSentence(found: readonly EmployeeRow[], id: string): string | undefined {
  if (found.length === 0) return 'There is no such employee.'
  if (found.length > 1) return 'Several people have this name: the id of one is needed.'
  return found[0]?.id === id ? 'Must be somebody else.' : undefined
}

/** Of each circle one line is told; the others are a part of the same sentence. */
export function nameCycles(drafts: readonly Drafted[], people: People, problems: Problems): void {
  const seen = new Set<string>()
  for (const { after } of drafts) {
    const someone = firstAgain(people, after.id, seen)
    const circle = someone === undefined ? [] : (findCycle(people, someone) ?? [])
    const first = drafts.find((one) => circle.some(({ id }) => id === one.after.id))
    if (first) problems.add(first.line.line, 'manager', cycleSentence(findCycle(people, first.after.id) ?? circle))
  }
}

/** Whom the line of someone's managers comes to a second time. Those in `seen` are known already, and so is who follows. */
function firstAgain(people: People, id: string, seen: Set<string>): string | undefined {
  const line = new Set<string>()
  let person = people.get(id)
  while (person && !seen.has(person.id) && !line.has(person.id)) {
    line.add(person.id)
    person = people.get(person.manager_id ?? '')
  }
  for (const one of line) seen.add(one)
  return person && line.has(person.id) ? person.id : undefined
}
