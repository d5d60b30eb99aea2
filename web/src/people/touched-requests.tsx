import { Alert, List } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { showDay, showDays, showHours } from '../ui/formats.ts'
import type { Touched } from './queries.ts'

interface Props {
  requests: Touched[] | undefined
  onClose?: () => void
  /** True when nothing is changed yet. */
  isDryRun?: boolean
}

/** Says which requests cost something else now, and what was given back or taken; nothing where there are none. */
export function TouchedRequests({ requests, onClose, isDryRun = false }: Props) {
  const { t } = useTranslation()
  if (!requests || requests.length === 0) return null
  return (
    <Alert
      color="orange"
      role="status"
      title={t(isDryRun ? 'people.touched.would' : 'people.touched.title', { count: requests.length })}
      {...(onClose && { withCloseButton: true, closeButtonLabel: t('people.close'), onClose })}
    >
      <List size="sm">
        {requests.map(({ request_id, employee_name, start, end, hours_before, hours_after }) => (
          <List.Item key={request_id}>
            {t(hours_after < hours_before ? 'people.touched.refunded' : 'people.touched.booked', {
              name: employee_name,
              days: start === end ? showDay(start) : showDays(start, end),
              before: showHours(hours_before),
              after: showHours(hours_after),
              difference: showHours(Math.abs(hours_after - hours_before)),
            })}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
