import { Button, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../../api/client.ts'
import { showInstant } from '../../ui/formats.ts'
import { sentenceOf } from '../../ui/sentences.ts'
import { MoreButton } from '../more-button.tsx'

interface Props {
  surveyId: string
  questionId: string
  /** How many there are by now. */
  count: number
}

/** What people wrote, a page at a time, with their names where they gave them. What comes later waits to be asked for. */
export function Answers({ surveyId, questionId, count }: Props) {
  const { t } = useTranslation()
  const [seen, setSeen] = useState(count)
  const query = useInfiniteQuery({
    queryKey: ['surveys', surveyId, 'answers', questionId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      pageOf(
        api.GET('/api/surveys/{id}/questions/{question}/answers', {
          params: { path: { id: surveyId, question: questionId }, query: cursor === undefined ? {} : { cursor } },
        }),
      ),
    getNextPageParam: ({ next }) => next,
  })
  const answers = query.data?.pages.flatMap(({ rows }) => rows) ?? []
  return (
    <Stack gap="xs">
      {query.isError && <Text size="sm">{sentenceOf(query.error)}</Text>}
      {count > seen && (
        <Button
          size="compact-sm"
          variant="light"
          w="fit-content"
          loading={query.isRefetching}
          onClick={() => {
            setSeen(count)
            void query.refetch()
          }}
        >
          {t('results.newAnswers', { count: count - seen })}
        </Button>
      )}
      {answers.map(({ text, respondent, submitted_at }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what people wrote has no name, and only grows.
        <div key={at}>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {text}
          </Text>
          {submitted_at && (
            <Text size="xs" c="dimmed">
              {[respondent, showInstant(submitted_at)].filter(Boolean).join(' · ')}
            </Text>
          )}
        </div>
      ))}
      <MoreButton query={query} />
    </Stack>
  )
}
