import { Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { myBalances } from '../time-off/queries.ts'
import { showHours } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { Loaded } from '../ui/states.tsx'
import { HomeCard } from './home-card.tsx'

/** What I have of each leave type. */
export function Balances() {
  const { t } = useTranslation()
  const query = useQuery(myBalances)
  return (
    <HomeCard title={t('home.balance')}>
      <Loaded
        query={query}
        isEmpty={(balances) => balances === null || balances.length === 0}
        empty={t('home.noBalance')}
      >
        {(balances) => (
          <>
            {balances?.map(({ leave_type, hours }) => (
              <Group key={leave_type.id} justify="space-between">
                <Text size="sm">{leave_type.name}</Text>
                <Text fw={600}>{showHours(hours)}</Text>
              </Group>
            ))}
            <TextLink to="/time-off" size="sm" mt="xs">
              {t('home.askForTimeOff')}
            </TextLink>
          </>
        )}
      </Loaded>
    </HomeCard>
  )
}
