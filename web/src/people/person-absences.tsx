import { Badge, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { showSpan } from '../time-off/spans.ts'
import { STATUS_COLOURS } from '../time-off/status.ts'
import { useToday } from '../ui/company.ts'
import { showHours } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { Pages } from '../ui/pages.tsx'
import { Section } from './section.tsx'

/** A person's time off that is not over yet: what is approved, and what is pending. */
export function PersonAbsences({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation()
  const today = useToday()
  return (
    <Section title={t('people.absences.title')}>
      <Pages
        queryKey={['requests', 'to come', employeeId, today]}
        pageAt={(page) => {
          const filter = { ...page, employee_id: employeeId, from: today, holds_days: true }
          return pageOf(api.GET('/api/time-off/requests', { params: { query: filter } }))
        }}
        empty={t('people.absences.none')}
      >
        {(requests) => (
          <Stack gap="xs">
            {requests.map((request) => (
              <div key={request.id}>
                <Group gap="xs">
                  <TextLink size="sm" fw={600} to="/time-off/requests/$id" params={{ id: request.id }}>
                    {showSpan(request)}
                  </TextLink>
                  <Badge color={STATUS_COLOURS[request.status]} variant="light">
                    {t(`requests.${request.status}`)}
                  </Badge>
                </Group>
                <Text size="sm" c="dimmed">
                  {request.leave_type.name}, {showHours(request.cost_hours)}
                </Text>
              </div>
            ))}
          </Stack>
        )}
      </Pages>
    </Section>
  )
}
