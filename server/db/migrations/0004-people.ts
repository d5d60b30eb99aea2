import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { columnTypes, tableOptions } from '../dialect.ts'

export async function up(db: Db, now: Date): Promise<void> {
  const { key, instant, day, json } = columnTypes(db)
  const end = tableOptions(db)

  await db.schema
    .createTable('company')
    .addColumn('id', 'integer', (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('time_zone', 'text', (c) => c.notNull())
    .addColumn('first_day_of_week', 'integer', (c) => c.notNull().check(sql`first_day_of_week between 1 and 7`))
    .addColumn('holiday_region', 'text')
    .addColumn('locale', 'text', (c) => c.notNull())
    .addColumn('shows_leave_types', 'integer', (c) => c.notNull().check(sql`shows_leave_types in (0, 1)`))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('updated_at', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  const company = { id: 1, name: 'Our company', time_zone: 'UTC', first_day_of_week: 1, locale: 'en', version: 1 }
  await db
    .insertInto('company')
    .values({ ...company, holiday_region: null, shows_leave_types: 0, updated_at: now.toISOString() })
    .execute()

  await db.schema
    .createTable('employees')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    // The name as lists are ordered by it.
    .addColumn('name_key', key, (c) => c.notNull())
    .addColumn('user_id', key, (c) => c.references('users.id').onDelete('set null'))
    .addColumn('manager_id', key, (c) => c.references('employees.id').onDelete('set null'))
    .addColumn('stand_in_id', key, (c) => c.references('employees.id').onDelete('set null'))
    .addColumn('team', 'text')
    .addColumn('start_date', day, (c) => c.notNull())
    .addColumn('end_date', day)
    .addColumn('holiday_region', 'text')
    .addColumn('removed_at', instant)
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('updated_at', instant, (c) => c.notNull())
    .addCheckConstraint('employees_end', sql`end_date is null or end_date >= start_date`)
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('employees_user').on('employees').column('user_id').unique().execute()
  await db.schema.createIndex('employees_manager').on('employees').column('manager_id').execute()
  await db.schema.createIndex('employees_stand_in').on('employees').column('stand_in_id').execute()
  await sql`create index employees_listed on employees (name_key, id) where removed_at is null`.execute(db)
  await sql`create index employees_team on employees (team, name_key, id) where removed_at is null`.execute(db)

  await db.schema
    .createTable('working_patterns')
    .addColumn('employee_id', key, (c) => c.notNull().references('employees.id').onDelete('cascade'))
    .addColumn('effective_from', day, (c) => c.notNull())
    .addColumn('minutes', json, (c) => c.notNull())
    .addPrimaryKeyConstraint('working_patterns_pkey', ['employee_id', 'effective_from'])
    .modifyEnd(end)
    .execute()

  await db.schema
    .createTable('company_holidays')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('date', day, (c) => c.notNull())
    // One row a day and region; an empty region stands for everywhere, as a null would not be unique.
    .addColumn('region', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('off', 'text', (c) => c.notNull().check(sql`off in ('day', 'morning', 'afternoon', 'nothing')`))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addUniqueConstraint('company_holidays_day', ['date', 'region'])
    .modifyEnd(end)
    .execute()
}
