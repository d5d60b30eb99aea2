import { Badge, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { showInstant } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { type Post, stateOf } from './queries.ts'

/** What is special about a post: not out yet, pinned, to be read by everybody. */
export function PostBadges({ post }: { post: Post }) {
  const { t } = useTranslation()
  const state = stateOf(post)
  return (
    <Group gap={4}>
      {state !== 'due' && (
        <Badge color="gray" variant="light">
          {t(`news.${state}`)}
        </Badge>
      )}
      {post.must_read && (
        <Badge color="orange" variant="light">
          {t('news.mustRead')}
        </Badge>
      )}
      {post.pinned && <Badge variant="light">{t('news.pinned')}</Badge>}
    </Group>
  )
}

/** When a post came or will come out, who wrote it, and its tags, each of which leads to the posts that have it. */
export function PostFacts({ post, isWhole = false }: { post: Post; isWhole?: boolean }) {
  const { t } = useTranslation()
  const { publish_at, updated_at, author, tags, visibility } = post
  const state = stateOf(post)
  const out = publish_at && showInstant(publish_at)
  const changed = showInstant(updated_at)
  const facts = [
    out && (state === 'scheduled' ? t('news.from', { when: out }) : out),
    author?.username,
    isWhole && post.can.includes('edit') && t(`news.for.${visibility}`),
    isWhole && state !== 'scheduled' && changed !== out && t('news.changed', { when: changed }),
  ]
  return (
    <Group gap="4px 12px">
      <Text size="sm" c="dimmed">
        {facts.filter(Boolean).join(' · ')}
      </Text>
      {tags.map((tag) => (
        <TextLink key={tag} to="/news" search={{ tag }} size="sm" py={2} className="tag">
          #{tag}
        </TextLink>
      ))}
    </Group>
  )
}
