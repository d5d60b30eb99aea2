import { Badge, Button, Card, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { showInstant } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { sentenceOf } from '../ui/sentences.ts'
import { Empty } from '../ui/states.tsx'

/** News, the latest first, and what is found by its words. */
export function NewsPage() {
  const { t } = useTranslation()
  const [words, setWords] = useState('')
  const [q] = useDebouncedValue(words.trim(), 250)
  const query = useInfiniteQuery({
    queryKey: ['posts', 'list', q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      pageOf(api.GET('/api/posts', { params: { query: { ...(q && { q }), ...(cursor && { cursor }) } } })),
    getNextPageParam: ({ next }) => next,
  })
  const posts = query.data?.pages.flatMap(({ rows }) => rows) ?? []
  return (
    <Stack gap="md">
      <Title order={1}>{t('room.news')}</Title>
      <TextInput
        label={t('news.search')}
        type="search"
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {query.isError && <Text role="alert">{sentenceOf(query.error)}</Text>}
      {query.isSuccess && posts.length === 0 && <Empty>{t(q ? 'news.nothingFound' : 'home.noNews')}</Empty>}
      {posts.map(({ id, title, publish_at, author, tags, must_read, pinned }) => (
        <Card key={id} withBorder component="article">
          <Group justify="space-between" wrap="nowrap" align="start">
            <TextLink to="/news/$id" params={{ id }} fw={600}>
              {title}
            </TextLink>
            <Group gap={4}>
              {must_read && (
                <Badge color="orange" variant="light">
                  {t('home.mustRead')}
                </Badge>
              )}
              {pinned && <Badge variant="light">{t('news.pinned')}</Badge>}
            </Group>
          </Group>
          <Text size="sm" c="dimmed">
            {[publish_at ? showInstant(publish_at) : t('news.draft'), author?.username, ...tags.map((tag) => `#${tag}`)]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </Card>
      ))}
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('state.more')}
        </Button>
      )}
    </Stack>
  )
}
