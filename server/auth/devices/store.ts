import type { Db } from '../../db/connect.ts'

/** Those of these devices from which the account has been logged in to. */
export async function findKnown(db: Db, userId: string, devices: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('known_devices')
    .select('device')
    .where('user_id', '=', userId)
    .where('device', 'in', devices)
    .execute()
  return rows.map(({ device }) => device)
}

/** Notes that an account was logged in to from a device. */
export async function saveDevice(
  trx: Db,
  row: { user_id: string; device: string; last_login_at: string },
): Promise<void> {
  const { last_login_at } = row
  await trx
    .insertInto('known_devices')
    .values(row)
    .onConflict((conflict) => conflict.columns(['user_id', 'device']).doUpdateSet({ last_login_at }))
    .execute()
}

/** Forgets all devices of an account but those of its latest logins. */
export async function deleteOldDevices(trx: Db, userId: string, kept: number): Promise<void> {
  await trx
    .deleteFrom('known_devices')
    .where('user_id', '=', userId)
    .where('device', 'not in', (eb) =>
      eb
        .selectFrom('known_devices')
        .select('device')
        .where('user_id', '=', userId)
        .orderBy('last_login_at', 'desc')
        .orderBy('device')
        .limit(kept),
    )
    .execute()
}

/** Forgets all devices of an account. Returns which they were. */
export async function deleteDevices(trx: Db, userId: string): Promise<string[]> {
  const rows = await trx.deleteFrom('known_devices').where('user_id', '=', userId).returning('device').execute()
  return rows.map(({ device }) => device)
}

/** Forgets some of the devices from which there was no login since an instant. Returns how many. */
export async function deleteUnusedDevices(db: Db, before: string, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('known_devices')
    .where((eb) =>
      eb(
        eb.refTuple('user_id', 'device'),
        'in',
        eb
          .selectFrom('known_devices')
          .select(['user_id', 'device'])
          .where('last_login_at', '<', before)
          .limit(limit)
          .$asTuple('user_id', 'device'),
      ),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}
