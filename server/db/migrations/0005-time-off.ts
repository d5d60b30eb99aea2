import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { columnTypes, forbidChanges, json as jsonValue, tableOptions } from '../dialect.ts'

export async function up(db: Db, now: Date): Promise<void> {
  const { key, instant, day, json, sum } = columnTypes(db)
  const end = tableOptions(db)

  await db.schema
    .createTable('leave_types')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_key', key, (c) => c.notNull().unique())
    .addColumn('colour', 'text', (c) => c.notNull())
    .addColumn('needs_approval', 'integer', (c) => c.notNull().check(sql`needs_approval in (0, 1)`))
    .addColumn('floor_minutes', 'integer')
    .addColumn('blackouts', json, (c) => c.notNull())
    .addColumn('is_default', 'integer', (c) => c.notNull().check(sql`is_default in (0, 1)`))
    .addColumn('archived_at', instant)
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('updated_at', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  await sql`create unique index leave_types_default on leave_types (is_default) where is_default = 1`.execute(db)
  // The one that every company has, and that the paths of the older PTO tracker book from.
  const at = now.toISOString()
  const paid = { id: randomUUIDv7(), name: 'Paid time off', name_key: 'paid time off', colour: '#2f9e44' }
  const rules = { needs_approval: 1, floor_minutes: 0, blackouts: jsonValue([]), is_default: 1, archived_at: null }
  await db
    .insertInto('leave_types')
    .values({ ...paid, ...rules, version: 1, created_at: at, updated_at: at })
    .execute()

  await db.schema
    .createTable('leave_policies')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('leave_type_id', key, (c) => c.notNull().references('leave_types.id'))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_key', key, (c) => c.notNull().unique())
    .addColumn('unit', 'text', (c) => c.notNull().check(sql`unit in ('days', 'hours')`))
    .addColumn('allowance', 'integer', (c) => c.notNull().check(sql`allowance >= 0`))
    .addColumn('accrual', 'text', (c) => c.notNull().check(sql`accrual in ('yearly', 'monthly')`))
    .addColumn('year_start', 'text', (c) => c.notNull())
    .addColumn('carry_over_cap', 'integer', (c) => c.check(sql`carry_over_cap >= 0`))
    .addColumn('carry_over_months', 'integer', (c) => c.check(sql`carry_over_months between 1 and 12`))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('updated_at', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('leave_policies_type').on('leave_policies').column('leave_type_id').execute()

  await db.schema
    .createTable('policy_assignments')
    .addColumn('employee_id', key, (c) => c.notNull().references('employees.id').onDelete('cascade'))
    .addColumn('leave_type_id', key, (c) => c.notNull().references('leave_types.id'))
    .addColumn('effective_from', day, (c) => c.notNull())
    .addColumn('policy_id', key, (c) => c.references('leave_policies.id'))
    .addPrimaryKeyConstraint('policy_assignments_pkey', ['employee_id', 'leave_type_id', 'effective_from'])
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('policy_assignments_policy').on('policy_assignments').column('policy_id').execute()
  await db.schema.createIndex('policy_assignments_type').on('policy_assignments').column('leave_type_id').execute()

  await db.schema
    .createTable('time_off_requests')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('employee_id', key, (c) => c.notNull().references('employees.id'))
    .addColumn('leave_type_id', key, (c) => c.notNull().references('leave_types.id'))
    .addColumn('start_date', day, (c) => c.notNull())
    .addColumn('start_half', 'text', (c) => c.notNull().check(sql`start_half in ('morning', 'afternoon')`))
    .addColumn('end_date', day, (c) => c.notNull())
    .addColumn('end_half', 'text', (c) => c.notNull().check(sql`end_half in ('morning', 'afternoon')`))
    .addColumn('minutes', 'integer', (c) => c.check(sql`minutes > 0`))
    .addColumn('note', 'text')
    .addColumn('status', 'text', (c) =>
      c.notNull().check(sql`status in ('pending', 'approved', 'rejected', 'cancelled')`),
    )
    .addColumn('cost_minutes', 'integer', (c) => c.notNull())
    .addColumn('requested_by', key, (c) => c.references('users.id').onDelete('set null'))
    .addColumn('decided_at', instant)
    .addColumn('decided_by', key, (c) => c.references('users.id').onDelete('set null'))
    .addColumn('decision_note', 'text')
    .addColumn('cancelled_at', instant)
    .addColumn('cancelled_by', key, (c) => c.references('users.id').onDelete('set null'))
    .addColumn('cancellation_note', 'text')
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('updated_at', instant, (c) => c.notNull())
    .addCheckConstraint('time_off_requests_end', sql`end_date >= start_date`)
    .modifyEnd(end)
    .execute()
  await db.schema
    .createIndex('time_off_requests_employee')
    .on('time_off_requests')
    .columns(['employee_id', 'start_date'])
    .execute()
  await db.schema.createIndex('time_off_requests_type').on('time_off_requests').column('leave_type_id').execute()
  await db.schema.createIndex('time_off_requests_requested_by').on('time_off_requests').column('requested_by').execute()
  await db.schema.createIndex('time_off_requests_decided_by').on('time_off_requests').column('decided_by').execute()
  await db.schema.createIndex('time_off_requests_cancelled_by').on('time_off_requests').column('cancelled_by').execute()
  // What the calendar walks over: those that take somebody away, by their days.
  await sql`create index time_off_requests_away on time_off_requests (end_date, start_date) where status in ('pending', 'approved')`.execute(
    db,
  )
  await sql`create index time_off_requests_pending on time_off_requests (employee_id, id) where status = 'pending'`.execute(
    db,
  )

  // A half day belongs to one request: its primary key is what makes an overlap impossible.
  await db.schema
    .createTable('time_off_halves')
    .addColumn('employee_id', key, (c) => c.notNull().references('employees.id'))
    .addColumn('date', day, (c) => c.notNull())
    .addColumn('half', 'text', (c) => c.notNull().check(sql`half in ('morning', 'afternoon')`))
    .addColumn('request_id', key, (c) => c.notNull().references('time_off_requests.id').onDelete('cascade'))
    .addColumn('minutes', 'integer', (c) => c.notNull().check(sql`minutes >= 0`))
    .addPrimaryKeyConstraint('time_off_halves_pkey', ['employee_id', 'date', 'half'])
    .modifyEnd(end)
    .execute()
  await db.schema
    .createIndex('time_off_halves_request')
    .on('time_off_halves')
    .columns(['request_id', 'date', 'minutes'])
    .execute()
  await db.schema.createIndex('time_off_halves_date').on('time_off_halves').column('date').execute()

  // What an account holds is the sum of its entries; the sum is kept beside them, and `teamroom doctor` proves it.
  await db.schema
    .createTable('leave_accounts')
    .addColumn('employee_id', key, (c) => c.notNull().references('employees.id'))
    .addColumn('leave_type_id', key, (c) => c.notNull().references('leave_types.id'))
    .addColumn('total_minutes', sum, (c) => c.notNull())
    .addColumn('settled_through', day)
    .addPrimaryKeyConstraint('leave_accounts_pkey', ['employee_id', 'leave_type_id'])
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('leave_accounts_type').on('leave_accounts').column('leave_type_id').execute()
  await db.schema.createIndex('leave_accounts_settled').on('leave_accounts').column('settled_through').execute()

  await db.schema
    .createTable('ledger_entries')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('employee_id', key, (c) => c.notNull())
    .addColumn('leave_type_id', key, (c) => c.notNull())
    .addColumn('date', day, (c) => c.notNull())
    .addColumn('kind', 'text', (c) =>
      c.notNull().check(sql`kind in ('grant', 'accrual', 'expiry', 'booking', 'refund', 'adjustment')`),
    )
    .addColumn('minutes', 'integer', (c) => c.notNull().check(sql`minutes <> 0`))
    // Numbers the entries that dates alone call for: the first of its kind and date is 0, corrections count on.
    .addColumn('correction', 'integer')
    .addColumn('request_id', key, (c) => c.references('time_off_requests.id'))
    .addColumn('refunds_id', key, (c) => c.unique().references('ledger_entries.id'))
    .addColumn('note', 'text')
    .addColumn('created_by', key)
    .addColumn('created_at', instant, (c) => c.notNull())
    .addForeignKeyConstraint('ledger_entries_account_fkey', ['employee_id', 'leave_type_id'], 'leave_accounts', [
      'employee_id',
      'leave_type_id',
    ])
    .addCheckConstraint(
      'ledger_entries_numbered',
      sql`(correction is not null) = (kind in ('grant', 'accrual', 'expiry'))`,
    )
    .modifyEnd(end)
    .execute()
  // All that balances follow from: it is read without the rows.
  await db.schema
    .createIndex('ledger_entries_account')
    .on('ledger_entries')
    .columns(['employee_id', 'leave_type_id', 'date', 'minutes', 'kind', 'correction'])
    .execute()
  await sql`create unique index ledger_entries_once on ledger_entries (employee_id, leave_type_id, kind, date, correction) where correction is not null`.execute(
    db,
  )
  await sql`create index ledger_entries_request on ledger_entries (request_id, date, minutes) where request_id is not null`.execute(
    db,
  )
  await sql`create index ledger_entries_direct on ledger_entries (leave_type_id, id) where kind = 'booking' and request_id is null`.execute(
    db,
  )
  await sql`create index ledger_entries_own_direct on ledger_entries (employee_id, leave_type_id, id) where kind = 'booking' and request_id is null`.execute(
    db,
  )
  await forbidChanges(db, 'ledger_entries')

  await db.schema
    .createTable('calendar_feeds')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('token_hash', key, (c) => c.notNull().unique())
    .addColumn('user_id', key, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('scope', 'text', (c) => c.notNull().check(sql`scope in ('me', 'team', 'company')`))
    .addColumn('created_at', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('calendar_feeds_user').on('calendar_feeds').columns(['user_id', 'id']).execute()
}
