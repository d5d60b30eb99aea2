import type { Db } from '../server/db/connect.ts'
import { json } from '../server/db/dialect.ts'
import { transact } from '../server/db/transact.ts'
import { newId } from '../server/ids.ts'
import { lockEmployees } from '../server/people/employees/store.ts'
import { settleAnew } from '../server/time-off/ledger/actions.ts'
import { newEntry } from '../server/time-off/ledger/entries.ts'
import { postEntries } from '../server/time-off/ledger/store.ts'
import type { PolicyTerms } from '../server/time-off/policies/rules.ts'
import { type Account, startTeamroom, type Teamroom } from './harness.ts'

/** The day, a Monday, on which `startCompany` begins. */
export const TODAY = '2026-03-02'
const FULL_TIME = [480, 480, 480, 480, 480, 0, 0]

/** A company and the people whom most tests of time off are about. */
export interface Company {
  teamroom: Teamroom
  /** The leave type that every company begins with. */
  type: string
  admin: Account
  /** Ann’s manager. */
  boss: Account
  ann: Account
  annId: string
}

/** Starts Teamroom for a company of which there is only the administrator. */
export async function startCompany(): Promise<Pick<Company, 'teamroom' | 'type' | 'admin'>> {
  const teamroom = await startTeamroom({}, { now: `${TODAY}T09:00Z` })
  return { teamroom, type: await paidTimeOff(teamroom.db), admin: await teamroom.account('admin') }
}

/** Hires an Ann and a manager of hers, both with accounts of their own. With an allowance she has a policy, since 2026 began. */
export async function hireAnn(
  teamroom: Teamroom,
  { allowance }: { allowance?: number } = {},
): Promise<Pick<Company, 'boss' | 'ann' | 'annId'>> {
  const boss = await teamroom.account('member')
  const ann = await teamroom.account('member')
  const manager = await hire(teamroom.db, { account: boss })
  const annId = await hire(teamroom.db, { account: ann, manager })
  if (allowance !== undefined) await assign(teamroom, annId, await makePolicy(teamroom.db, { allowance }))
  return { boss, ann, annId }
}

/** What a test says of an employee; the rest is somebody full-time since 2026 began. */
export interface Hire {
  id?: string
  name?: string
  account?: Account
  manager?: string
  stand_in?: string
  team?: string
  start_date?: string
  end_date?: string | null
  holiday_region?: string | null
  removed_at?: string
  /** Seven numbers of minutes, Monday first. */
  minutes?: number[]
}

/** Puts an employee into the database; gives their id. */
export async function hire(db: Db, of: Hire = {}): Promise<string> {
  const { id = newId() } = of
  const at = '2026-01-01T00:00:00.000Z'
  const { name = of.account?.username ?? `Person ${id.slice(-6)}`, start_date = '2026-01-01', minutes = FULL_TIME } = of
  await db
    .insertInto('employees')
    .values({
      ...{ id, name, name_key: name.toLowerCase(), user_id: of.account?.id ?? null, manager_id: of.manager ?? null },
      ...{ stand_in_id: of.stand_in ?? null, team: of.team ?? null, start_date, end_date: of.end_date ?? null },
      ...{
        holiday_region: of.holiday_region ?? null,
        removed_at: of.removed_at ?? null,
        version: 1,
        created_at: at,
        updated_at: at,
      },
    })
    .execute()
  await db
    .insertInto('working_patterns')
    .values({ employee_id: id, effective_from: start_date, minutes: json(minutes) })
    .execute()
  return id
}

/** The leave type that every company begins with. */
export async function paidTimeOff(db: Db): Promise<string> {
  const { id } = await db.selectFrom('leave_types').select('id').where('is_default', '=', 1).executeTakeFirstOrThrow()
  return id
}

/** Makes a policy of a leave type, the default one when none is named; gives its id. */
export async function makePolicy(
  db: Db,
  terms: Partial<PolicyTerms> & { leave_type_id?: string } = {},
): Promise<string> {
  const id = newId()
  const at = '2026-01-01T00:00:00.000Z'
  await db
    .insertInto('leave_policies')
    .values({
      ...{ id, name: `Policy ${id}`, name_key: `policy ${id}`, unit: 'days', allowance: 2_500, accrual: 'yearly' },
      ...{
        year_start: '01-01',
        carry_over_cap: 0,
        carry_over_months: null,
        version: 1,
        created_at: at,
        updated_at: at,
      },
      ...{ leave_type_id: await paidTimeOff(db), ...terms },
    })
    .execute()
  return id
}

/** Gives an employee a policy from a day on, and posts what is due. */
export async function assign(teamroom: Teamroom, employeeId: string, policyId: string, from = '2026-01-01') {
  const { db, clock } = teamroom
  const now = clock.now.toISOString()
  await transact(db, async (trx) => {
    const policy = await trx
      .selectFrom('leave_policies')
      .selectAll()
      .where('id', '=', policyId)
      .executeTakeFirstOrThrow()
    const row = {
      employee_id: employeeId,
      leave_type_id: policy.leave_type_id,
      policy_id: policyId,
      effective_from: from,
    }
    await trx.insertInto('policy_assignments').values(row).execute()
    await settleAnew(trx, await lockEmployees(trx, [employeeId]), now.slice(0, 10), now)
  })
}

/** Puts time into an account, as an administrator's adjustment does. */
export async function adjust(teamroom: Teamroom, employee_id: string, minutes: number, date = TODAY, type?: string) {
  const leave_type_id = type ?? (await paidTimeOff(teamroom.db))
  const said = { date, kind: 'adjustment', minutes, created_at: teamroom.clock.now.toISOString() } as const
  await transact(teamroom.db, (trx) => postEntries(trx, [newEntry({ employee_id, leave_type_id }, said)]))
}

/** What an account holds by its ledger alone, and by the total that is kept beside it. */
export async function totalsOf(db: Db, employeeId: string, leaveTypeId: string) {
  const entries = await db
    .selectFrom('ledger_entries')
    .select('minutes')
    .where('employee_id', '=', employeeId)
    .where('leave_type_id', '=', leaveTypeId)
    .execute()
  const account = await db
    .selectFrom('leave_accounts')
    .select('total_minutes')
    .where('employee_id', '=', employeeId)
    .where('leave_type_id', '=', leaveTypeId)
    .executeTakeFirst()
  return { ledger: entries.reduce((sum, { minutes }) => sum + minutes, 0), total: account?.total_minutes ?? 0 }
}
