import { closed, Day, Id, oneOf, PageQuery } from '../http/shapes.ts'
import { Type } from '../http/type.ts'

/** What the modules of people share in their shapes. */

export const RegionCode = Type.String({
  minLength: 2,
  maxLength: 20,
  format: 'line',
  description: 'A country, state or region whose public holidays are kept, as `DE`, `DE-BY`, `DE-BY-A`.',
  examples: ['DE-BY'],
})

const TouchedRequest = Type.Object(
  {
    request_id: Id,
    employee_id: Id,
    employee_name: Type.String(),
    leave_type_id: Id,
    start: Day,
    end: Day,
    status: oneOf(['pending', 'approved', 'rejected', 'cancelled']),
    hours_before: Type.Number(),
    hours_after: Type.Number(),
  },
  { title: 'TouchedRequest' },
)

export const TouchedRequests = Type.Array(TouchedRequest, {
  description: 'Pending and approved requests that cost something else now; the difference is booked or refunded.',
})

const dryRun = Type.Boolean({ description: 'True: answers the same, and changes nothing.' })

export const DryRunQuery = closed({ dry_run: Type.Optional(dryRun) })

/** For lists that most clients want whole. */
export const LongPageQuery = {
  ...PageQuery,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 200, description: 'Rows a page, at most.' })),
}
