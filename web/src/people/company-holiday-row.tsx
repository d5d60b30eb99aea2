import { Badge, Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../api/client.ts'
import { showDay } from '../ui/formats.ts'
import { noticeFailure, noticeWithUndo } from '../ui/notices.tsx'
import type { Touched } from './queries.ts'

interface Props {
  holiday: Schema<'CompanyHoliday'>
  onChange: () => void
  onTouched: (requests: Touched[]) => void
}

/** One of the company's holidays, to change or to delete; deleting can be taken back. */
export function CompanyHolidayRow({ holiday, onChange, onTouched }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { id, date, name, off, region, can } = holiday
  const refresh = ({ touched_requests }: { touched_requests: Touched[] }) => {
    onTouched(touched_requests)
    return queries.invalidateQueries()
  }
  const restore = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/company/holidays', { body: { date, name, off, region } })),
    onSuccess: refresh,
    onError: noticeFailure,
  })
  const remove = useMutation({
    mutationFn: () => bodyOf(api.DELETE('/api/company/holidays/{id}', { params: { path: { id } } })),
    onSuccess: (answer) => {
      noticeWithUndo(t('people.holiday.deleted', { name }), () => restore.mutate())
      return refresh(answer)
    },
    onError: noticeFailure,
  })
  return (
    <Group justify="space-between" align="start">
      <div>
        <Group gap="xs">
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          <Badge variant="light" color={off === 'nothing' ? 'orange' : 'lagoon'}>
            {t(`people.holiday.off.${off}`)}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {showDay(date, { dateStyle: 'full' })}, {region ?? t('people.holiday.everywhere')}
        </Text>
      </div>
      <Group gap="xs">
        {can.includes('edit') && (
          <Button size="compact-sm" variant="default" onClick={onChange} aria-label={t('people.changeNamed', { name })}>
            {t('people.change')}
          </Button>
        )}
        {can.includes('delete') && (
          <Button
            size="compact-sm"
            variant="default"
            loading={remove.isPending}
            onClick={() => remove.mutate()}
            aria-label={t('people.deleteNamed', { name })}
          >
            {t('people.delete')}
          </Button>
        )}
      </Group>
    </Group>
  )
}
