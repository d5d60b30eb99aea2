import { sql } from 'kysely'
import type { Db } from '../connect.ts'

/**
 * Employees are recognised in files by a personnel number, which two never share, and by an email address. Names are the same
 * however an accent was typed.
 */
export async function up(db: Db): Promise<void> {
  await db.schema.alterTable('employees').addColumn('personnel_number', 'text').execute()
  await db.schema.alterTable('employees').addColumn('email', 'text').execute()
  await sql`create unique index employees_personnel_number on employees (personnel_number) where removed_at is null`.execute(
    db,
  )
  const people = await db.selectFrom('employees').select(['id', 'name', 'team']).orderBy('id').execute()
  for (const { id, name, team } of people) {
    const kept = { name: name.normalize('NFC'), team: team?.normalize('NFC') ?? null }
    if (kept.name === name && kept.team === team) continue
    await db.updateTable('employees').set(kept).where('id', '=', id).execute()
  }
}
