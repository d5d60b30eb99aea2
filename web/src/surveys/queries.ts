import { queryOptions } from '@tanstack/react-query'
import type { Form, Question } from '../../../server/surveys/form/schema.ts'
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
    queryFn: async (): Promise<Read> => {
      const { data, error, response } = await api.GET('/api/surveys/{id}', { params: { path: { id } } })
      if (!data) throw refusalOf(response.status, error)
      return { survey: data as unknown as Survey, etag: response.headers.get('etag') ?? '' }
    },
  })

/** A question's title, or something in its place. */
export function titleOf(question: Question, at: number): string {
  return question.title.trim() || `${at + 1}`
}
