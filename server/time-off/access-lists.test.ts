import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { paidTimeOff, TODAY } from '../../test/company.ts'
import { startTeamroom, type Teamroom } from '../../test/harness.ts'
import { company, type Member, settle } from '../../test/random-company.ts'
import type { Db } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import { AppError } from '../errors.ts'
import { onPerson, type Ties, type Viewer } from '../people/access.ts'
import { findRelated, listDetailedEmployees, listEmployees } from '../people/employees/store.ts'
import { calendarFor } from './calendar/rules.ts'
import { listCalendar } from './calendar/store.ts'
import type { Shown } from './requests/actions.ts'
import { approve, cancel, reject, takeBackApproval, takeBackRejection } from './requests/decisions.ts'
import { toRequest, verdictOn } from './requests/representations.ts'
import type { TimeOffRequest } from './requests/schema.ts'
import { findRequest, listRequests } from './requests/store.ts'

const RUNS = 12
const ALL = { limit: 200, after: undefined }

/** Checks something in so many random companies. */
const inEveryCompany = (check: (members: Member[]) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(company, async (members) => {
      await settle(teamroom.db, members, leaveType)
      await check(members)
    }),
    { numRuns: RUNS },
  )

let teamroom: Teamroom
let leaveType: string

before(async () => {
  teamroom = await startTeamroom({}, { now: `${TODAY}T09:00Z` })
  leaveType = await paidTimeOff(teamroom.db)
  await teamroom.db.updateTable('leave_types').set({ floor_minutes: null }).execute()
})
after(() => teamroom.stop())

/** Everybody who can log in. */
const viewersOf = (members: readonly Member[]): Viewer[] =>
  members.flatMap(({ user }) => (user && !user.isDisabled ? [{ id: user.id, role: user.role, today: TODAY }] : []))

const isThere = (member: Member | undefined): member is Member & { user: object } =>
  member?.user !== undefined &&
  !member.user.isDisabled &&
  member.start_date <= TODAY &&
  (member.end_date === null || member.end_date >= TODAY)

/** The accounts that answer for a manager's reports, by walking up the line. */
function answering(manager: Member | undefined): string[] {
  if (!manager) return []
  const standIn = isThere(manager.standIn) ? [manager.standIn.user.id] : []
  if (isThere(manager)) return [manager.user.id, ...(manager.isAway ? standIn : [])]
  return standIn.length > 0 ? standIn : answering(manager.manager)
}

/** Whether an account may decide on somebody's time off, as far as it matters whose that is. */
function deciders(members: readonly Member[], { user, former }: Member) {
  const admins = viewersOf(members).filter(({ role }) => role === 'admin')
  const onlyAdmin = admins.length === 1 ? admins[0]?.id : undefined
  const isOwn = (id: string) => user?.id === id || former.includes(id)
  return (id: string) => id === onlyAdmin || !isOwn(id)
}

/** For whom somebody's request waits. */
function waitingFor(members: readonly Member[], member: Member): string[] {
  const mayDecide = deciders(members, member)
  const { user, former } = member
  const inLine = answering(member.manager)
  const isAnybodyInCharge = inLine.some((id) => user?.id !== id && !former.includes(id))
  const admins = viewersOf(members).filter(({ role }) => role === 'admin')
  const others = isAnybodyInCharge ? [] : admins.map(({ id }) => id)
  return [...new Set([...inLine, ...others])].filter((id) => user?.id !== id && mayDecide(id)).sort()
}

/** A viewer with an employee, what those two are to each other, and the employee's request as the viewer finds it. */
interface Pair {
  member: Member
  ties: Ties
  shown: Shown
}

async function pairsOf(viewer: Viewer, members: readonly Member[]): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (const member of members) {
    const { ties } = (await findRelated(teamroom.db, viewer, member.id)) ?? assert.fail()
    const request = (await findRequest(teamroom.db, viewer, member.request.id)) ?? assert.fail()
    pairs.push({ member, ties, shown: { request, viewer } })
  }
  return pairs
}

/** What is said one by one is what the model says, from what is known of the whole company. */
function checkModel(members: readonly Member[], viewer: Viewer, { member, ties, shown }: Pair): void {
  const isInCharge = viewer.role === 'admin' || answering(member.manager).includes(viewer.id)
  const isOwn = member.user?.id === viewer.id
  assert.equal(onPerson('see_details', ties) === 'yes', isInCharge || isOwn)
  assert.equal(onPerson('see', ties) === 'yes', isInCharge || isOwn || member.start_date <= TODAY)
  const isDecider = (isInCharge || isOwn) && deciders(members, member)(viewer.id)
  assert.equal(verdictOn('approve', shown) === 'yes', isDecider && member.request.status === 'pending')
}

/** Lists have those of whom the same is said one by one. */
async function checkLists(viewer: Viewer, pairs: readonly Pair[]): Promise<void> {
  const { db } = teamroom
  const idsOf = (isTheirs: (pair: Pair) => boolean) =>
    pairs
      .filter(isTheirs)
      .map(({ member }) => member.id)
      .sort()
  const known = await listEmployees(db, viewer, {}, ALL)
  assert.deepEqual(
    known.map(({ employee }) => employee.id).sort(),
    idsOf(({ ties }) => onPerson('see', ties) === 'yes'),
  )
  const detailed = await listDetailedEmployees(db, viewer, {}, ALL)
  assert.deepEqual(
    detailed.map(({ employee }) => employee.id).sort(),
    idsOf(({ ties }) => onPerson('see_details', ties) === 'yes'),
  )
  const requests = await listRequests(db, viewer, {}, ALL)
  assert.deepEqual(
    [...new Set(requests.map(({ employee_id }) => employee_id))].sort(),
    idsOf(({ shown }) => verdictOn('see', shown) === 'yes'),
  )
}

/** The calendar names the requests and types of those whom its reader sees all of, and hides those who have not started. */
async function checkCalendar(viewer: Viewer, pairs: readonly Pair[]): Promise<void> {
  const period = { from: '2026-02-01', to: '2026-04-01' }
  const people = calendarFor(viewer, await listCalendar(teamroom.db, period, viewer, undefined), false)
  for (const { member, ties } of pairs) {
    const absences = people.find(({ employee }) => employee.id === member.id)?.absences ?? []
    assert.ok(onPerson('see', ties) === 'yes' || absences.length === 0)
    const seesAll = onPerson('see_details', ties) === 'yes'
    for (const { request_id, leave_type, status } of absences) {
      assert.deepEqual([request_id !== undefined, leave_type !== null], [seesAll, seesAll])
      assert.ok(seesAll || status === 'approved')
    }
  }
}

/** What is pending waits for those who are to decide, and for nobody when only the person may. */
async function checkWaiting(members: readonly Member[]): Promise<void> {
  const waiting: string[] = []
  for (const viewer of viewersOf(members)) {
    const requests = await listRequests(teamroom.db, viewer, { toDecide: true }, ALL)
    waiting.push(...requests.map(({ id }) => `${id} for ${viewer.id}`))
  }
  const pending = members.filter(({ request }) => request.status === 'pending')
  const expected = pending.flatMap((one) => waitingFor(members, one).map((id) => `${one.request.id} for ${id}`))
  assert.deepEqual(waiting.sort(), expected.sort())
}

describe('who may do what, in companies of all kinds', () => {
  it('is what the line of managers says, one by one and in every list', () =>
    inEveryCompany(async (members) => {
      for (const viewer of viewersOf(members)) {
        const pairs = await pairsOf(viewer, members)
        for (const pair of pairs) checkModel(members, viewer, pair)
        await checkLists(viewer, pairs)
        await checkCalendar(viewer, pairs)
      }
      await checkWaiting(members)
    }))

  it('is what a request’s `can` says: that can be done, and nothing else', () =>
    inEveryCompany(async (members) => {
      let tries = 0
      for (const viewer of viewersOf(members)) {
        for (const { shown } of await pairsOf(viewer, members)) {
          const [act, deed] = DEEDS[tries++ % DEEDS.length] as (typeof DEEDS)[number]
          const { can, id } = toRequest(shown)
          const decision = { caller: viewer, id, now: teamroom.clock.now }
          assert.equal(await isDone((trx) => deed(trx, decision)), can.includes(act), act)
        }
      }
    }))
})

const DEEDS: [TimeOffRequest['can'][number], typeof approve][] = [
  ['approve', approve],
  ['reject', reject],
  ['cancel', cancel],
  ['take_back_approval', takeBackApproval],
  ['take_back_rejection', takeBackRejection],
]

/** Does something and leaves no trace; true when it was allowed. */
async function isDone(work: (trx: Db) => Promise<unknown>): Promise<boolean> {
  const done = new Error('done')
  try {
    return await transact(teamroom.db, async (trx) => {
      await work(trx)
      throw done
    })
  } catch (error) {
    if (error === done) return true
    assert.ok(error instanceof AppError, String(error))
    // Who may take a rejection back can still find that its days have no work, or are taken.
    return error.kind === 'invalid' || error.message.startsWith('It overlaps')
  }
}
