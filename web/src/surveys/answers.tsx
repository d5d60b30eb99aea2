import { Button, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { sentenceOf } from '../ui/sentences.ts'

/** What people wrote, a page at a time. */
export function Answers({ surveyId, questionId }: { surveyId: string; questionId: string }) {
  const { t } = useTranslation()
  const query = useInfiniteQuery({
    queryKey: ['surveys', surveyId, 'answers', questionId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      pageOf(
        api.GET('/api/surveys/{id}/questions/{question}/answers', {
          params: { path: { id: surveyId, question: questionId }, query: cursor ? { cursor } : {} },
        }),
      ),
    getNextPageParam: ({ next }) => next,
  })
  const answers = query.data?.pages.flatMap(({ rows }) => rows) ?? []
  return (
    <Stack gap="xs">
      {query.isError && <Text size="sm">{sentenceOf(query.error)}</Text>}
      {answers.map(({ text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what people wrote has no name, and only grows.
        <Text key={at} size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {text}
        </Text>
      ))}
      {query.hasNextPage && (
        <Button
          size="compact-sm"
          variant="subtle"
          w="fit-content"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('state.more')}
        </Button>
      )}
    </Stack>
  )
}
