import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, Refusal, type Schema } from '../api/client.ts'
import { type Read, readOf, type Survey, showChanged, surveyOf } from './queries.ts'
import { clashesOf, type Drafting } from './use-draft.ts'

/** Whether the server refused a change because it was made to an earlier version. */
export const isStale = (error: unknown) => error instanceof Refusal && error.status === 412

/**
 * Saves what a draft has changed, and nothing else. Where somebody else has saved other fields meanwhile, both stay;
 * where they are the same ones it fails, and the draft shows the clash.
 */
export function useSaving<T extends object>(
  { base, draft, changed, goOn }: Drafting<T>,
  pick: (survey: Survey) => T,
  bodyOf: (changed: Partial<T>) => Schema<'SurveyChange'>,
) {
  const queries = useQueryClient()
  const { id } = base.survey
  const send = (etag: string) =>
    readOf(
      api.PATCH('/api/surveys/{id}', {
        ...{ params: { path: { id } }, headers: { 'if-match': etag } },
        body: bodyOf(changed),
      }),
    )
  const save = async (): Promise<Read> => {
    try {
      return await send(base.etag)
    } catch (error) {
      if (!isStale(error)) throw error
      const newest = await queries.fetchQuery({ ...surveyOf(id), staleTime: 0 })
      if (clashesOf(pick(base.survey), draft, pick(newest.survey)).length > 0) throw error
      return send(newest.etag)
    }
  }
  return useMutation({
    mutationFn: save,
    onSuccess: (saved) => {
      goOn(saved, draft)
      showChanged(queries, saved)
    },
  })
}
