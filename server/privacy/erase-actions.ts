import { randomBytes } from 'node:crypto'
import { lockAdmins } from '../auth/users/store.ts'
import type { Db } from '../db/connect.ts'
import { rehearse } from '../db/rehearse.ts'
import { transact } from '../db/transact.ts'
import { AppError, invalidField, notFound } from '../errors.ts'
import { newId } from '../ids.ts'
import { today } from '../people/company/rules.ts'
import { shareCompany } from '../people/company/store.ts'
import { eraseLinks, eraseReplies } from '../surveys/erasure/actions.ts'
import { demand } from '../verdict.ts'
import type { Kind } from './data-map/table-data.ts'
import { type Erasable, mayErase, pseudonymOf, type Way } from './erase-rules.ts'
import * as store from './erase-store.ts'
import { requirePerson } from './export-actions.ts'
import { findRetention } from './retention-store.ts'
import { findPerson } from './store.ts'

/** Who erases somebody, and when; `by` is null at the command line and for retention. */
export interface Eraser {
  by: string | null
  way: Way
  now: Date
}

/**
 * Erases a person: a pseudonym stands in place of their name everywhere, and what only they need is deleted; every number
 * stays. `name` is what an administrator typed in, and must be the person's. Gives the receipt.
 * @throws AppError `not_found`, `invalid` for another name, `conflict` where the person cannot be erased now.
 */
export function erasePerson(db: Db, id: string, eraser: Eraser, name?: string): Promise<store.ErasureRow> {
  return transact(db, (trx) => erase(trx, id, eraser, name))
}

/** What an erasure would do, or why it cannot be done now; found out by doing it and taking it back. */
export interface Preview {
  name: string
  refusal: string | null
  counts: store.Counts
  namedReplies: 'unlink' | 'delete'
}

/** What erasing a person would do. Changes nothing. @throws AppError `not_found` */
export async function previewErasure(db: Db, id: string, eraser: Eraser): Promise<Preview> {
  const { name } = await requirePerson(db, id)
  const { named_replies: namedReplies } = await findRetention(db)
  try {
    const { counts } = await rehearse(db, (trx) => erase(trx, id, eraser))
    return { name, refusal: null, counts, namedReplies }
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'conflict') throw error
    return { name, refusal: error.message, counts: {}, namedReplies }
  }
}

async function erase(trx: Db, id: string, { by, way, now }: Eraser, name?: string): Promise<store.ErasureRow> {
  // As whoever writes time off: company, accounts, then the employee. No account is deleted or demoted meanwhile.
  const company = await shareCompany(trx)
  const admins = await lockAdmins(trx)
  if (by !== null && !admins.includes(by)) throw new AppError('forbidden', 'This takes the role admin.')
  const person = await findPerson(trx, id)
  if (!person) throw notFound()
  const locked: Erasable = { name: person.name, ...(await store.lockPerson(trx, person)) }
  demand(mayErase(locked, { caller: by, admins, today: today(company, now) }))
  if (name !== undefined && name !== person.name) throw invalidField('name', 'This is not the person’s name.')

  const at = now.toISOString()
  const pseudonym = await freePseudonym(trx, company.locale)
  const { named_replies } = await findRetention(trx)
  const whose = { account: person.account, address: person.confirmedAddress }
  const counts = await store.eraseRows(trx, person, at)
  const add = (kind: Kind, count: number) => {
    if (count > 0) counts[kind] = (counts[kind] ?? 0) + count
  }
  add('survey_replies', await eraseReplies(trx, { ...whose, as: named_replies }))
  add('survey_links', await eraseLinks(trx, whose, pseudonym, at))
  add('invites', await store.eraseInvites(trx, person))
  if (person.account !== null) {
    await store.eraseAccount(trx, person.account, pseudonym, at)
    add('account', 1)
  }
  if (person.employee !== null) {
    await store.eraseEmployee(trx, person.employee, pseudonym, at)
    add('employee', 1)
  }
  const receipt = { id: newId(), pseudonym, way, erased_by: by, erased_at: at, counts }
  await store.insertErasure(trx, receipt)
  return receipt
}

async function freePseudonym(trx: Db, locale: string): Promise<string> {
  for (;;) {
    const pseudonym = pseudonymOf(locale, randomBytes(2).toString('hex'))
    if (!(await store.isNameTaken(trx, pseudonym))) return pseudonym
  }
}
