import { transact } from '../../db/transact.ts'
import type { Deps } from '../../deps.ts'
import { findCompany } from '../../people/company/store.ts'
import { addressChangedLetter } from '../letters.ts'
import { mayMail } from '../throttle/actions.ts'
import type { UserRow } from './store.ts'

/**
 * Writes to the address that an account had before a change, if it has another one now: whoever reads it there may know
 * nothing of the change. Nobody is told at an address that was never confirmed.
 */
export function tellFormerAddress({ db, mailer, now }: Deps, before: UserRow, after: UserRow): void {
  const { id, email, email_key, email_confirmed_at } = before
  if (email === null || email_confirmed_at === null || email_key === after.email_key) return
  mailer?.post(async () => {
    const mayBeTold = await transact(db, (trx) => mayMail(trx, 'address', id, now()))
    return mayBeTold ? addressChangedLetter(await findCompany(db), { email }) : undefined
  })
}
