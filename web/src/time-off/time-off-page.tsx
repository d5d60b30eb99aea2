import { Card, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { showHours } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { AskForm } from './ask-form.tsx'
import { MyRequests } from './my-requests.tsx'
import { myBalances } from './queries.ts'
import { Waiting } from './waiting.tsx'

/** My time off: what I have, what I ask for, what waits for me. */
export function TimeOffPage() {
  const { t } = useTranslation()
  const query = useQuery(myBalances)
  return (
    <Stack gap="lg">
      <Title order={1}>{t('room.timeOff')}</Title>
      <TextLink to="/time-off/calendar">{t('calendar.title')}</TextLink>
      <Waiting />
      <Loaded query={query}>
        {(balances) =>
          balances === null ? (
            <Empty>{t('timeOff.noEmployee')}</Empty>
          ) : (
            <Stack gap="lg">
              <SimpleGrid cols={{ base: 2, sm: 3 }}>
                {balances.map(({ leave_type, hours }) => (
                  <Card key={leave_type.id} withBorder>
                    <Text size="sm" c="dimmed">
                      {leave_type.name}
                    </Text>
                    <Text size="xl" fw={700}>
                      {showHours(hours)}
                    </Text>
                  </Card>
                ))}
              </SimpleGrid>
              <AskForm />
              <MyRequests />
            </Stack>
          )
        }
      </Loaded>
    </Stack>
  )
}
