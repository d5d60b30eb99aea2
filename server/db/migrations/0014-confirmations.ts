import type { Db } from '../connect.ts'

/** Links to an address are looked up by it. */
export async function up(db: Db): Promise<void> {
  await db.schema.createIndex('confirmations_email_key').on('confirmations').column('email_key').execute()
}
