import type { Db } from '../../db/connect.ts'
import { mendOverlap } from '../../db/overlap.ts'
import { nameSortKey } from '../../folding.ts'
import { listNames, setNameKey } from './write-store.ts'

/** The last migration that changed how names are compared. */
const COMPARED_ANEW = '0018-folding'

/** Puts the employees in order that a server of the version before may have written since names are compared as they are now. */
export async function orderEmployeesAfterUpgrade(db: Db, now: Date): Promise<void> {
  await mendOverlap(
    db,
    { migration: COMPARED_ANEW, now },
    (page) => listNames(db, page),
    async ({ id, name, name_key }) => {
      const key = nameSortKey(name)
      if (key !== name_key) await setNameKey(db, { id, name }, key)
    },
  )
}
