import { Badge, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { useToday } from '../ui/company.ts'
import { showDay, showDays, showHours } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { Pages } from '../ui/pages.tsx'
import { Section } from './section.tsx'

const COLOURS = { pending: 'yellow', approved: 'green', rejected: 'red', cancelled: 'gray' } as const

/** A person's requests for time off that is not over yet. */
export function PersonAbsences({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation()
  const today = useToday()
  return (
    <Section title={t('people.absences.title')}>
      <Pages
        queryKey={['requests', 'to come', employeeId, today]}
        pageAt={(page) => {
          const filter = { ...page, employee_id: employeeId, from: today }
          return pageOf(api.GET('/api/time-off/requests', { params: { query: filter } }))
        }}
        empty={t('people.absences.none')}
      >
        {(requests) => (
          <Stack gap="xs">
            {requests.map(({ id, start, end, leave_type, cost_hours, status }) => (
              <div key={id}>
                <Group gap="xs">
                  <TextLink size="sm" fw={600} to="/time-off/requests/$id" params={{ id }}>
                    {start === end ? showDay(start) : showDays(start, end)}
                  </TextLink>
                  <Badge color={COLOURS[status]} variant="light">
                    {t(`requests.${status}`)}
                  </Badge>
                </Group>
                <Text size="sm" c="dimmed">
                  {leave_type.name}, {showHours(cost_hours)}
                </Text>
              </div>
            ))}
          </Stack>
        )}
      </Pages>
    </Section>
  )
}
