import { Card, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { company } from '../ui/company.ts'
import { showHours } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { dayIn } from '../ui/now.ts'
import { Empty, Loaded } from '../ui/states.tsx'
import { AskCard } from './asking/ask-card.tsx'
import { MyRequests } from './my-requests.tsx'
import { OthersRequests } from './others-requests.tsx'
import { type Balance, balancesOf, me, type Person } from './queries.ts'
import { Waiting } from './waiting.tsx'

/** My time off: what I have, what I ask for, what waits for me. */
export function TimeOffPage() {
  const { t } = useTranslation()
  const query = useQuery(me)
  return (
    <Stack gap="lg">
      <Title order={1}>{t('room.timeOff')}</Title>
      <TextLink to="/time-off/calendar">{t('calendar.title')}</TextLink>
      <Waiting />
      <Loaded query={query}>
        {(person) => (person === null ? <Empty>{t('timeOff.noEmployee')}</Empty> : <Mine person={person} />)}
      </Loaded>
      <OthersRequests />
    </Stack>
  )
}

function Mine({ person }: { person: Person }) {
  const { t } = useTranslation()
  const balances = useQuery(balancesOf(person.id))
  const settings = useQuery(company)
  return (
    <>
      <Loaded query={balances} isEmpty={(balances) => balances.length === 0} empty={t('timeOff.noTypes')}>
        {(balances) => (
          <>
            <Balances balances={balances} />
            {person.can.includes('request_time_off') && <AskCard person={person} balances={balances} />}
          </>
        )}
      </Loaded>
      <Loaded query={settings}>{({ time_zone }) => <MyRequests person={person} today={dayIn(time_zone)} />}</Loaded>
    </>
  )
}

function Balances({ balances }: { balances: Balance[] }) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={{ base: 2, sm: 3 }} component="section" aria-label={t('balance.mine')}>
      {balances.map(({ leave_type, hours }) => (
        <Card key={leave_type.id} withBorder>
          <Text size="sm" c="dimmed">
            {leave_type.name}
          </Text>
          <TextLink
            to="/time-off/balance"
            search={{ type: leave_type.id }}
            size="xl"
            fw={700}
            aria-label={t('balance.open', { type: leave_type.name, hours: showHours(hours) })}
          >
            {showHours(hours)}
          </TextLink>
        </Card>
      ))}
    </SimpleGrid>
  )
}
