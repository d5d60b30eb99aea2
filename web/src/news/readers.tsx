import { Group, List, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, pageOf, type Schema } from '../api/client.ts'
import { showInstant, showNumber } from '../ui/formats.ts'
import { Pages } from '../ui/pages.tsx'
import { Loaded } from '../ui/states.tsx'
import { type Post, readersCountOf } from './queries.ts'

/** Who has acknowledged a must-read post, and who has not. */
export function Readers({ post }: { post: Post }) {
  const { t } = useTranslation()
  const count = useQuery(readersCountOf(post.id))
  return (
    <Stack gap="lg">
      <Title order={1} style={{ overflowWrap: 'anywhere' }}>
        {post.title}
      </Title>
      <Loaded query={count}>
        {({ acknowledged, outstanding }) => (
          <Stack gap="lg">
            <Progress
              size="lg"
              value={(100 * acknowledged) / (acknowledged + outstanding)}
              aria-label={t('news.acknowledgedBy', { count: acknowledged, shown: showNumber(acknowledged) })}
            />
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <People id={post.id} acknowledged={false} count={outstanding} />
              <People id={post.id} acknowledged count={acknowledged} />
            </SimpleGrid>
          </Stack>
        )}
      </Loaded>
    </Stack>
  )
}

function People({ id, acknowledged, count }: { id: string; acknowledged: boolean; count: number }) {
  const { t } = useTranslation()
  const title = t(acknowledged ? 'news.acknowledgedBy' : 'news.outstandingFor', { count, shown: showNumber(count) })
  return (
    <section aria-label={title}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      <Pages
        queryKey={['posts', id, 'readers', acknowledged]}
        pageAt={(page) =>
          pageOf(
            api.GET('/api/posts/{id}/acknowledgements', { params: { path: { id }, query: { acknowledged, ...page } } }),
          )
        }
        empty={t(acknowledged ? 'news.nobodyYet' : 'news.nobodyLeft')}
      >
        {(people) => (
          <List listStyleType="none" spacing={4}>
            {people.map((person) => (
              <Person key={person.user.id} {...person} />
            ))}
          </List>
        )}
      </Pages>
    </section>
  )
}

function Person({ user, acknowledged_at }: Schema<'PostAcknowledgement'>) {
  return (
    <List.Item styles={{ itemWrapper: { display: 'block' }, itemLabel: { display: 'block' } }}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {user.username}
        </Text>
        {acknowledged_at && (
          <Text size="sm" c="dimmed">
            {showInstant(acknowledged_at)}
          </Text>
        )}
      </Group>
    </List.Item>
  )
}
