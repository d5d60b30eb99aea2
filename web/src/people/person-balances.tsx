import { Button, SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { showHours } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { Loaded } from '../ui/states.tsx'
import { AdjustmentForm } from './adjustment-form.tsx'
import { allLeaveTypes, type Employee } from './queries.ts'
import { Section } from './section.tsx'

/** What a person has of each leave type, and an adjustment of it. */
export function PersonBalances({ person: { id: employeeId, can } }: { person: Employee }) {
  const { t } = useTranslation()
  const mayAdjust = can.includes('adjust_balance')
  const [isAdjusting, setIsAdjusting] = useState(false)
  const types = useQuery(allLeaveTypes)
  const query = useQuery({
    queryKey: ['balances', 'of', employeeId],
    queryFn: async () => {
      const params = { query: { employee_id: employeeId } }
      const [one] = await bodyOf(api.GET('/api/time-off/balances', { params }))
      return one?.balances ?? []
    },
  })
  const nameOf = (type: string) => types.data?.find(({ id }) => id === type)?.name ?? ''
  return (
    <Section title={t('people.balance.title')}>
      <Loaded query={query} isEmpty={(balances) => balances.length === 0} empty={t('people.balance.none')}>
        {(balances) => (
          <SimpleGrid cols={{ base: 2, sm: 3 }}>
            {balances.map(({ leave_type_id, hours }) => (
              <div key={leave_type_id}>
                <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {nameOf(leave_type_id)}
                </Text>
                <Text size="xl" fw={700}>
                  {showHours(hours)}
                </Text>
                <TextLink
                  size="sm"
                  to="/time-off/balance"
                  search={{ employee: employeeId, type: leave_type_id }}
                  aria-label={t('people.balance.linesOf', { name: nameOf(leave_type_id) })}
                >
                  {t('people.balance.lines')}
                </TextLink>
              </div>
            ))}
          </SimpleGrid>
        )}
      </Loaded>
      {mayAdjust && isAdjusting && <AdjustmentForm employeeId={employeeId} onDone={() => setIsAdjusting(false)} />}
      {mayAdjust && !isAdjusting && (
        <Button variant="default" w="fit-content" onClick={() => setIsAdjusting(true)}>
          {t('people.balance.adjust')}
        </Button>
      )}
    </Section>
  )
}
