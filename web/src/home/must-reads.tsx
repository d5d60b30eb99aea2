import { Badge, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { showNumber } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { Loaded } from '../ui/states.tsx'
import { HomeCard } from './home-card.tsx'
import { mustReads } from './queries.ts'
import { Rest } from './rest.tsx'

const SHOWN = 5

/** The posts that I am asked to acknowledge, and how many there are. */
export function MustReads() {
  const { t } = useTranslation()
  const query = useQuery(mustReads)
  return (
    <HomeCard title={t('home.mustReads')}>
      <Loaded query={query} isEmpty={({ posts }) => posts.length === 0} empty={t('home.allRead')}>
        {({ posts, isAll }) => (
          <>
            <Badge color="orange" variant="light" mb={4}>
              {t(isAll ? 'home.toRead' : 'home.manyToRead', { count: posts.length, shown: showNumber(posts.length) })}
            </Badge>
            {posts.slice(0, SHOWN).map(({ id, title }) => (
              <Group key={id} wrap="nowrap">
                <TextLink to="/news/$id" params={{ id }} size="sm" truncate>
                  {title}
                </TextLink>
              </Group>
            ))}
            <Rest count={posts.length - SHOWN} isAll={isAll} to="/news" />
          </>
        )}
      </Loaded>
    </HomeCard>
  )
}
