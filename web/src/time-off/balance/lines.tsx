import { Badge, Button, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { showDay, showHours } from '../../ui/formats.ts'
import { TextLink } from '../../ui/links.tsx'
import type { Balance } from '../queries.ts'

const AT_ONCE = 100
const IN_ONE_LINE = { whiteSpace: 'nowrap' } as const

/** Every line behind a balance, with what there is after it; of very many, the latest first of all. */
export function Lines({ balance: { lines, on, hours }, today }: { balance: Balance; today: string }) {
  const { t } = useTranslation()
  const [count, setCount] = useState(AT_ONCE)
  return (
    <>
      {lines.length > count && (
        <Button variant="default" onClick={() => setCount(count + AT_ONCE)}>
          {t('state.more')}
        </Button>
      )}
      <Table.ScrollContainer minWidth={270} type="native" tabIndex={0} aria-label={t('balance.lines')} role="group">
        <Table aria-label={t('balance.lines')} verticalSpacing={6} horizontalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th visibleFrom="xs">{t('balance.day')}</Table.Th>
              <Table.Th>{t('balance.what')}</Table.Th>
              <Table.Th ta="right">{t('balance.change')}</Table.Th>
              <Table.Th ta="right">{t('balance.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.slice(-count).map((line, i) => (
              <Table.Tr key={line.entry_id ?? `${line.date}${line.kind}${i}`}>
                <Table.Td visibleFrom="xs">{showDay(line.date)}</Table.Td>
                <Table.Td>
                  <What line={line} today={today} />
                  <Text hiddenFrom="xs" size="xs" c="dimmed">
                    {showDay(line.date)}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" style={IN_ONE_LINE}>
                  {withSign(line.hours)}
                </Table.Td>
                <Table.Td ta="right" style={IN_ONE_LINE}>
                  {showHours(line.balance_hours)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              <Table.Td visibleFrom="xs" />
              <Table.Th colSpan={2}>{t('balance.onDay', { day: showDay(on) })}</Table.Th>
              <Table.Th ta="right">{showHours(hours)}</Table.Th>
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      </Table.ScrollContainer>
    </>
  )
}

function What({
  line: { kind, request_id, note, posted, date, carried_over },
  today,
}: {
  line: Balance['lines'][number]
  today: string
}) {
  const { t } = useTranslation()
  const words = t(carried_over ? 'balance.cameAlong' : `balance.kind_${kind}`)
  return (
    <>
      {request_id === null ? (
        words
      ) : (
        <TextLink to="/time-off/requests/$id" params={{ id: request_id }} inherit>
          {words}
        </TextLink>
      )}{' '}
      {!posted && (
        <Badge variant="light" color="orange" size="sm">
          {t('balance.forecast')}
        </Badge>
      )}
      {posted && kind !== 'carry_over' && date > today && (
        <Badge variant="light" size="sm">
          {t('balance.booked')}
        </Badge>
      )}
      {note && (
        <Text size="sm" c="dimmed">
          {note}
        </Text>
      )}
    </>
  )
}

function withSign(hours: number): string {
  return hours > 0 ? `+${showHours(hours)}` : showHours(hours)
}
