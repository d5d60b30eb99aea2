import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Form } from '../../../server/surveys/form/form.ts'
import { api, refusalOf, type Schema } from '../api/client.ts'

/** A survey with its questions, as its owner and editors see it. */
export type Survey = Omit<Schema<'Survey'>, 'questions' | 'sections'> & Form

/** A survey, and the tag by which a change says which version it was made to. */
export interface Read {
  survey: Survey
  etag: string
}

/** One survey. */
export const surveyOf = (id: string) =>
  queryOptions({
    queryKey: ['surveys', id],
    queryFn: () => readOf(api.GET('/api/surveys/{id}', { params: { path: { id } } })),
  })

/** A survey as an answer has it. @throws Refusal when the server refused. */
export async function readOf(
  sent: Promise<{ data?: Schema<'Survey'>; error?: unknown; response: Response }>,
): Promise<Read> {
  const { data, error, response } = await sent
  if (!data) throw refusalOf(response.status, error)
  return { survey: data as unknown as Survey, etag: response.headers.get('etag') ?? '' }
}

/** Shows a survey everywhere as a change of it has left it. */
export function showChanged(queries: QueryClient, read: Read): void {
  queries.setQueryData(surveyOf(read.survey.id).queryKey, read)
  void queries.invalidateQueries({ queryKey: ['surveys', 'mine'] })
  void queries.invalidateQueries({ queryKey: ['surveys', 'open'] })
}
