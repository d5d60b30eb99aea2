import { Anchor, Badge, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, pageOf } from '../api/client.ts'
import { useSession } from '../auth/session.ts'
import { myBalances } from '../time-off/queries.ts'
import { Waiting } from '../time-off/waiting.tsx'
import { showDay, showDays, showHours, showInstant } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { Loaded } from '../ui/states.tsx'
import { Welcome } from './welcome.tsx'

const DAY_MS = 86_400_000
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

/** What somebody wants to know first: their balance, who is away, what waits for them, and the news. */
export function HomePage() {
  const { t } = useTranslation()
  const session = useSession()
  const name = session.status === 'in' ? session.user.username : ''
  return (
    <Stack gap="lg">
      <Title order={1}>{t('home.title', { name })}</Title>
      <Welcome />
      <Waiting />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Balances />
        <Away />
        <OpenSurveys />
        <LatestNews />
      </SimpleGrid>
    </Stack>
  )
}

function Balances() {
  const { t } = useTranslation()
  const query = useQuery(myBalances)
  return (
    <Card withBorder>
      <Title order={2} size="h4">
        {t('home.balance')}
      </Title>
      <Loaded
        query={query}
        isEmpty={(balances) => balances === null || balances.length === 0}
        empty={t('home.noBalance')}
      >
        {(balances) => (
          <Stack gap={4} mt="xs">
            {balances?.map(({ leave_type, hours }) => (
              <Group key={leave_type.id} justify="space-between">
                <Text size="sm">{leave_type.name}</Text>
                <Text fw={600}>{showHours(hours)}</Text>
              </Group>
            ))}
            <TextLink to="/time-off" size="sm" mt="xs">
              {t('home.askForTimeOff')}
            </TextLink>
          </Stack>
        )}
      </Loaded>
    </Card>
  )
}

function Away() {
  const { t } = useTranslation()
  const [from, to] = [dayFromNow(0), dayFromNow(6)]
  const query = useQuery({
    queryKey: ['calendar', from, to],
    queryFn: async () => {
      const { rows } = await pageOf(api.GET('/api/time-off/calendar', { params: { query: { from, to } } }))
      return rows.flatMap(({ employee, absences }) => absences.map((absence) => ({ ...absence, name: employee.name })))
    },
  })
  return (
    <Card withBorder>
      <Title order={2} size="h4">
        {t('home.away')}
      </Title>
      <Loaded query={query} isEmpty={(away) => away.length === 0} empty={t('home.nobodyAway')}>
        {(away) => (
          <Stack gap={4} mt="xs">
            {away.map(({ name, start, end }) => (
              <Group key={`${name}${start}`} justify="space-between" wrap="nowrap">
                <Text size="sm" truncate>
                  {name}
                </Text>
                <Group gap="xs" wrap="nowrap">
                  {start <= from && <Badge variant="light">{t('home.today')}</Badge>}
                  <Text size="sm" c="dimmed">
                    {start === end ? showDay(start) : showDays(start, end)}
                  </Text>
                </Group>
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
    </Card>
  )
}

function OpenSurveys() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: ['surveys', 'open'],
    queryFn: async () => (await pageOf(api.GET('/api/surveys/open', {}))).rows.filter(({ replied }) => !replied),
  })
  return (
    <Card withBorder>
      <Title order={2} size="h4">
        {t('home.surveys')}
      </Title>
      <Loaded query={query} isEmpty={(surveys) => surveys.length === 0} empty={t('home.noSurveys')}>
        {(surveys) => (
          <Stack gap={4} mt="xs">
            {surveys.map(({ id, title, due_at, public_key }) => (
              <Group key={id} justify="space-between" wrap="nowrap">
                <Anchor href={`/s/${public_key}`} size="sm" truncate>
                  {title}
                </Anchor>
                {due_at && (
                  <Text size="sm" c="dimmed">
                    {t('home.until', { when: showInstant(due_at) })}
                  </Text>
                )}
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
    </Card>
  )
}

function LatestNews() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: ['posts', 'latest'],
    queryFn: async () => (await pageOf(api.GET('/api/posts', { params: { query: { limit: 5 } } }))).rows,
  })
  const unread = useQuery({
    queryKey: ['posts', 'unread'],
    queryFn: () => bodyOf(api.GET('/api/posts', { params: { query: { acknowledged: false, limit: 5 } } })),
  })
  const unreadIds = new Set(unread.data?.map(({ id }) => id))
  return (
    <Card withBorder>
      <Title order={2} size="h4">
        {t('home.news')}
      </Title>
      <Loaded query={query} isEmpty={(posts) => posts.length === 0} empty={t('home.noNews')}>
        {(posts) => (
          <Stack gap={4} mt="xs">
            {posts.map(({ id, title, publish_at }) => (
              <Group key={id} justify="space-between" wrap="nowrap">
                <TextLink to="/news/$id" params={{ id }} size="sm" truncate>
                  {title}
                </TextLink>
                {unreadIds.has(id) ? (
                  <Badge color="orange" variant="light">
                    {t('home.mustRead')}
                  </Badge>
                ) : (
                  <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                    {publish_at ? showInstant(publish_at, { dateStyle: 'medium' }) : t('news.draft')}
                  </Text>
                )}
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
    </Card>
  )
}
