import { transact } from '../db/transact.ts'
import type { Deps } from '../deps.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { requireMatch, versionTag } from '../http/etag.ts'
import { create } from '../http/idempotency.ts'
import { readPage, sendPage } from '../http/paging.ts'
import { IdParams } from '../http/shapes.ts'
import { viewerOf } from '../people/viewer.ts'
import { toHours } from '../time-off/hours.ts'
import { findDefaultLeaveType } from '../time-off/leave-types/store.ts'
import { bookDirectly, takeBackBooking } from '../time-off/ledger/direct-bookings.ts'
import { type DirectBooking, listDirectBookings } from '../time-off/ledger/direct-store.ts'
import { handleWithMessage } from './messages.ts'
import { LegacyListQuery, type LegacyPto, LegacyPtoInput, LegacyPtoList } from './pto-schema.ts'
import { Message } from './schema.ts'

/** An entry of the ledger never changes: it has one version. */
const ENTRY_TAG = versionTag(1)

/** A booking as the PTO tracker shows it. */
export function toPto({ id, employee_id, minutes }: DirectBooking): LegacyPto {
  return { id, hours: toHours(-minutes), employee_id }
}

/** The PTO tracker's `/pto`: bookings in the ledger that no request made. */
export function ptoCompatRoutes(app: App, deps: Deps): void {
  app.register(async (scope: App) => {
    scope.setErrorHandler(handleWithMessage('PTO entry not found'))
    ptoRoutes(scope, deps)
  })
}

function ptoRoutes(app: App, deps: Deps): void {
  const { db, reader, secrets, now } = deps
  const tags = ['Compatibility']
  const config = { access: 'member' } as const
  const whose = 'One’s own, and those of the people one decides for; an administrator’s are everybody’s.'
  const deciders =
    'For those who decide on the person’s time off: nobody books their own, unless there is no other administrator.'

  app.get(
    '/pto',
    {
      config,
      schema: {
        ...{ tags, summary: 'List what was booked without a request', description: `The oldest first. ${whose}` },
        querystring: LegacyListQuery,
        response: { 200: LegacyPtoList },
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const viewer = await viewerOf(db, request, now())
      const { id: leaveTypeId } = await findDefaultLeaveType(db)
      const rows = await listDirectBookings(reader, viewer, leaveTypeId, page)
      return sendPage(secrets, request, reply, page, rows, ({ id }) => [id]).map(toPto)
    },
  )

  app.post(
    '/pto',
    {
      config,
      schema: {
        tags,
        summary: 'Book hours of the default leave type on this day',
        description: `Without a request, but not on a day that the leave type keeps free of it. ${deciders}`,
        body: LegacyPtoInput,
        response: { 200: Message },
        creates: true,
        errors: [403, 404, 409],
      },
    },
    async (request, reply) =>
      create(deps, request, reply, async (trx) => {
        await bookDirectly(trx, request.body, { caller: callerOf(request), at: now() })
        return { status: 200, body: { message: 'PTO entry added successfully!' } }
      }),
  )

  app.delete(
    '/pto/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Take a booking back',
        description: `Its refund is posted. ${deciders}`,
        params: IdParams,
        response: { 200: Message },
        errors: [403],
      },
    },
    async (request) => {
      const guard = () => requireMatch(request, ENTRY_TAG)
      const booker = { caller: callerOf(request), at: now() }
      await transact(db, (trx) => takeBackBooking(trx, request.params.id, booker, guard))
      return { message: 'PTO entry removed successfully!' }
    },
  )
}
