import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, bodyOf, Refusal, type Schema } from '../../api/client.ts'
import { isMeant } from '../days.ts'
import { isComplete, spanOf, type Wish } from './wish.ts'

const TYPING_MS = 200

export interface Previewed {
  /** What the wish costs; of the one before while it is worked out. */
  cost: Schema<'TimeOffPreview'> | undefined
  /** Whether `cost` is not yet that of the wish as it is now. */
  isStale: boolean
  /** Why it cannot be worked out. */
  error: Error | null
  /** What is wrong with which field. */
  fields: Record<string, string>
}

/** What somebody's wish would cost, as it is filled in; `requestId` is the request that it would replace. */
export function usePreview(wish: Wish, employeeId: string, requestId?: string): Previewed {
  const [settled] = useDebouncedValue(wish, TYPING_MS)
  const isAsked = isMeantWish(wish)
  const body = {
    ...spanOf(settled),
    employee_id: employeeId,
    ...(requestId !== undefined && { request_id: requestId }),
  }
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['requests', 'preview', body],
    queryFn: () => bodyOf(api.POST('/api/time-off/requests/preview', { body })),
    enabled: isAsked && isMeantWish(settled),
    placeholderData: keepPreviousData,
  })
  if (!isAsked) return { cost: undefined, isStale: false, error: null, fields: {} }
  const said = error instanceof Refusal ? Object.entries(error.fields) : []
  return {
    cost: error ? undefined : data,
    isStale: isPlaceholderData || settled !== wish,
    error,
    fields: Object.fromEntries(said.map(([field, sentences]) => [field, sentences.join(' ')])),
  }
}

function isMeantWish(wish: Wish): boolean {
  return isComplete(wish) && isMeant(wish.start) && (wish.end === '' || isMeant(wish.end))
}
