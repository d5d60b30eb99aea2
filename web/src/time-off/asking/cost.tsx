import { Alert, Box, Stack, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Schema } from '../../api/client.ts'
import { said } from '../../i18n/said.ts'
import { showDay, showHours } from '../../ui/formats.ts'

type Preview = Schema<'TimeOffPreview'>

/** What a wish costs, what is left after it, and what stands in its way. */
export function Cost({ cost, isStale }: { cost: Preview; isStale: boolean }) {
  const { t } = useTranslation()
  return (
    <Stack gap="xs" opacity={isStale ? 0.7 : 1} aria-busy={isStale}>
      <Text>{t('ask.cost', { cost: showHours(cost.cost_hours), after: showHours(cost.balance_after_hours) })}</Text>
      {cost.obstacle && <Alert color="orange">{said(cost.obstacle)}</Alert>}
      <CostByDay days={cost.days} />
    </Stack>
  )
}

/** What each day costs, and why. */
export function CostByDay({ days }: { days: Preview['days'] }) {
  const { t } = useTranslation()
  return (
    // Of many days it scrolls by itself, for which the keyboard has to reach it.
    <Box role="group" aria-label={t('ask.byDay')} tabIndex={0} maw={420} mah={270} style={{ overflowY: 'auto' }}>
      <Table withRowBorders={false} verticalSpacing={2} aria-label={t('ask.byDay')}>
        <Table.Tbody>
          {days.map(({ date, hours, why, holiday }) => (
            <Table.Tr key={date}>
              <Table.Td>{showDay(date, { weekday: 'short', day: 'numeric', month: 'short' })}</Table.Td>
              <Table.Td>{wordsFor(why, hours, holiday)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  )

  function wordsFor(why: Preview['days'][number]['why'], hours: number, holiday: string | null): string {
    if (why === 'working') return showHours(hours)
    const reason = holiday ?? t(`ask.${why}`)
    return hours > 0 ? `${showHours(hours)} (${reason})` : reason
  }
}
