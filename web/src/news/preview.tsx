import { Alert, Card, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { sentenceOf } from '../ui/sentences.ts'
import { PostBody } from './post-body.tsx'

const TYPING_MS = 300

/** What a post will look like, as the server shows it; it follows the typing. */
export function Preview({ title, content }: { title: string; content: string }) {
  const { t } = useTranslation()
  const [settled] = useDebouncedValue(content, TYPING_MS)
  const isEmpty = settled.trim() === ''
  const query = useQuery({
    queryKey: ['post previews', settled],
    queryFn: () => bodyOf(api.POST('/api/posts/preview', { body: { content: settled } })),
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
    // A long text typed slowly would be kept a hundred times.
    gcTime: 0,
  })
  return (
    <Card withBorder component="section" aria-label={t('news.preview')} mih="100%">
      <Text size="sm" c="dimmed" mb="xs" aria-hidden>
        {t('news.preview')}
      </Text>
      {title && (
        <Text fw={650} fz="h2" lh={1.3} mb="sm" style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Text>
      )}
      {query.isError && <Alert color="red">{sentenceOf(query.error)}</Alert>}
      {isEmpty ? <Text c="dimmed">{t('news.nothingWritten')}</Text> : <PostBody html={query.data?.html ?? ''} />}
    </Card>
  )
}
