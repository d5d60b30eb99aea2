import { isLastAdmin } from '../auth/users/rules.ts'
import { conflict, type Verdict } from '../verdict.ts'

/** How somebody comes to be erased. */
export type Way = 'administrator' | 'command' | 'retention'

/** What decides whether a person may be erased now. */
export interface Erasable {
  name: string
  account: { id: string; erased_at: string | null } | null
  employee: { end_date: string | null; removed_at: string | null; erased_at: string | null } | null
}

/** Whether whoever asks may erase this person on a day; `caller` is null at the command line. */
export function mayErase(
  { name, account, employee }: Erasable,
  { caller, admins, today }: { caller: string | null; admins: readonly string[]; today: string },
): Verdict {
  if ([account, employee].every((part) => part === null || part.erased_at !== null))
    return conflict('This person has been erased.')
  if (account !== null && account.id === caller) return conflict('You cannot erase yourself.')
  if (account !== null && isLastAdmin(admins, account.id)) {
    return conflict('This is the last administrator. Make someone else an administrator first.')
  }
  if (employee !== null && employee.removed_at === null && !hasLeft(employee, today)) {
    return conflict(`${name} still works here. Enter their last day first.`)
  }
  return 'yes'
}

function hasLeft({ end_date }: { end_date: string | null }, today: string): boolean {
  return end_date !== null && end_date < today
}

/** The name of somebody who was erased, in the company's language; `digits` are random. */
export function pseudonymOf(locale: string, digits: string): string {
  return `${locale.startsWith('de') ? 'Ehemalige Person' : 'Former employee'} ${digits}`
}
