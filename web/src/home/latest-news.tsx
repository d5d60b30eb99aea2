import { Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { showInstant } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { Loaded } from '../ui/states.tsx'
import { HomeCard } from './home-card.tsx'

/** The latest posts. */
export function LatestNews() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: ['posts', 'latest'],
    queryFn: async () => (await pageOf(api.GET('/api/posts', { params: { query: { limit: 5 } } }))).rows,
  })
  return (
    <HomeCard title={t('home.news')}>
      <Loaded query={query} isEmpty={(posts) => posts.length === 0} empty={t('home.noNews')}>
        {(posts) => (
          <>
            {posts.map(({ id, title, publish_at }) => (
              <Group key={id} justify="space-between" wrap="nowrap">
                <TextLink to="/news/$id" params={{ id }} size="sm" truncate>
                  {title}
                </TextLink>
                <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                  {publish_at ? showInstant(publish_at, { dateStyle: 'medium' }) : t('news.draft')}
                </Text>
              </Group>
            ))}
            <TextLink to="/news" size="sm" mt="xs">
              {t('home.allNews')}
            </TextLink>
          </>
        )}
      </Loaded>
    </HomeCard>
  )
}
