import { Card, Group, Stack, Text } from '@mantine/core'
import { TextLink } from '../ui/links.tsx'
import { PostBadges, PostFacts } from './post-facts.tsx'
import type { Post } from './queries.ts'

/** In characters; what they are taken from is cut too, as a post may be a book. */
const EXCERPT_LENGTH = 300
const HTML_LENGTH = 3_000

/** A post in a list, with how it begins. */
export function PostCard({ post }: { post: Post }) {
  return (
    <Card withBorder component="article">
      <Stack gap={4}>
        <Group justify="space-between" align="start" gap={4}>
          <TextLink to="/news/$id" params={{ id: post.id }} fw={600} style={{ overflowWrap: 'anywhere' }}>
            {post.title}
          </TextLink>
          <PostBadges post={post} />
        </Group>
        <Text size="sm" lineClamp={2}>
          {excerptOf(post)}
        </Text>
        <PostFacts post={post} />
      </Stack>
    </Card>
  )
}

/** The beginning of a post's text. A document of its own loads and runs nothing. */
function excerptOf({ html }: Post): string {
  const text = new DOMParser().parseFromString(html.slice(0, HTML_LENGTH), 'text/html').body.textContent ?? ''
  return text.slice(0, EXCERPT_LENGTH).replace(/\s+/g, ' ').trim()
}
