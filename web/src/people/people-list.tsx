import { Badge, Card, Group, Stack, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Schema } from '../api/client.ts'
import { useToday } from '../ui/company.ts'
import { showDay, showDays, showHours } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import type { WithBalances } from './people-query.ts'
import type { Employee } from './queries.ts'

interface Props {
  people: WithBalances[]
  types: Schema<'LeaveType'>[]
}

/** People as rows, where there is room for them. */
export function PeopleTable({ people, types }: Props) {
  const { t } = useTranslation()
  return (
    <Table.ScrollContainer minWidth={600}>
      <Table stickyHeader highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('people.name')}</Table.Th>
            <Table.Th>{t('people.team')}</Table.Th>
            <Table.Th>{t('people.employed')}</Table.Th>
            {types.map(({ id, name }) => (
              <Table.Th key={id} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map(({ person, balances }) => (
            <Table.Tr key={person.id}>
              <Table.Td>
                <Name person={person} />
              </Table.Td>
              <Table.Td>{person.team}</Table.Td>
              <Table.Td>{employmentOf(person)}</Table.Td>
              {types.map(({ id }) => (
                <Table.Td key={id} ta="right">
                  {hoursOf(balances, id)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** People as cards, for narrow screens. */
export function PeopleCards({ people, types }: Props) {
  return (
    <Stack gap="xs">
      {people.map(({ person, balances }) => (
        <Card key={person.id} withBorder padding="sm">
          <Name person={person} />
          {person.team && (
            <Text size="sm" c="dimmed">
              {person.team}
            </Text>
          )}
          {types.map(({ id, name }) => (
            <Group key={id} justify="space-between" wrap="nowrap">
              <Text size="sm" c="dimmed">
                {name}
              </Text>
              <Text size="sm" flex="none">
                {hoursOf(balances, id)}
              </Text>
            </Group>
          ))}
        </Card>
      ))}
    </Stack>
  )
}

function Name({ person: { id, name, start_date = '', end_date } }: { person: Employee }) {
  const { t } = useTranslation()
  const today = useToday()
  return (
    <Group gap="xs">
      <TextLink to="/people/$id" params={{ id }} fw={600} py={2} style={{ overflowWrap: 'anywhere' }}>
        {name}
      </TextLink>
      {end_date && end_date < today && (
        <Badge color="gray" variant="light">
          {t('people.left')}
        </Badge>
      )}
      {start_date > today && (
        <Badge color="gray" variant="light">
          {t('people.notYet')}
        </Badge>
      )}
    </Group>
  )
}

function hoursOf(balances: WithBalances['balances'], type: string): string {
  const balance = balances.find(({ leave_type_id }) => leave_type_id === type)
  return balance ? showHours(balance.hours) : '–'
}

function employmentOf({ start_date, end_date }: Employee): string {
  if (!start_date) return ''
  return end_date ? showDays(start_date, end_date) : showDay(start_date)
}
