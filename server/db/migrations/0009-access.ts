import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { columnTypes, createTrigger, refuseRow, tableOptions } from '../dialect.ts'

export async function up(db: Db): Promise<void> {
  const { key, instant } = columnTypes(db)

  // Whose an employee was, kept by the database itself: no way of linking an account leaves it out.
  await db.schema
    .createTable('employee_accounts')
    .addColumn('employee_id', key, (c) => c.notNull().references('employees.id').onDelete('cascade'))
    .addColumn('user_id', key, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('linked_at', instant, (c) => c.notNull())
    .addPrimaryKeyConstraint('employee_accounts_pkey', ['employee_id', 'user_id'])
    .modifyEnd(tableOptions(db))
    .execute()
  await db.schema.createIndex('employee_accounts_user').on('employee_accounts').column('user_id').execute()
  await sql`insert into employee_accounts (employee_id, user_id, linked_at)
    select id, user_id, updated_at from employees where user_id is not null`.execute(db)
  for (const event of ['insert', 'update of user_id']) {
    await createTrigger(db, {
      name: `employees_account_${event.split(' ')[0]}`,
      when: `after ${event} on employees`,
      condition: 'new.user_id is not null',
      body: `insert into employee_accounts (employee_id, user_id, linked_at)
        values (new.id, new.user_id, new.updated_at) on conflict do nothing`,
    })
  }
  await createTrigger(db, {
    name: 'time_off_requests_own_decision',
    when: 'before update of decided_by on time_off_requests',
    condition: 'new.decided_by is not null',
    body: refuseRow(
      db,
      `exists (select 1 from employee_accounts as own where own.employee_id = new.employee_id and own.user_id = new.decided_by)
        and (select count(*) from users where role = 'admin' and disabled_at is null) > 1`,
      'nobody decides on their own time off',
    ),
  })

  // What an account has handed out is good as long as this is what it was then.
  await sql`alter table users add column epoch integer not null default 0`.execute(db)
  await sql`alter table calendar_feeds add column epoch integer not null default 0`.execute(db)
  await sql`alter table calendar_feeds add column uid_key text not null default ''`.execute(db)
  for (const { id } of await db.selectFrom('calendar_feeds').select('id').execute()) {
    await db
      .updateTable('calendar_feeds')
      .set({ uid_key: randomBytes(32).toString('base64url') })
      .where('id', '=', id)
      .execute()
  }
}
