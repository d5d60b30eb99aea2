import { Badge, Group, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { showDay, showDays, showHours } from '../ui/formats.ts'
import { Loaded } from '../ui/states.tsx'
import { today } from './queries.ts'
import { Section } from './section.tsx'
import { ShowMore } from './show-more.tsx'

const COLOURS = { pending: 'yellow', approved: 'green', rejected: 'red', cancelled: 'gray' } as const

/** A person's requests for time off that is not over yet. */
export function PersonAbsences({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation()
  const query = useInfiniteQuery({
    queryKey: ['requests', 'to come', employeeId],
    queryFn: ({ pageParam }) => {
      const filter = { employee_id: employeeId, from: today(), ...(pageParam !== undefined && { cursor: pageParam }) }
      return pageOf(api.GET('/api/time-off/requests', { params: { query: filter } }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  })
  return (
    <Section title={t('people.absences.title')}>
      <Loaded query={query} isEmpty={({ pages }) => pages[0]?.rows.length === 0} empty={t('people.absences.none')}>
        {({ pages }) => (
          <Stack gap="xs">
            {pages
              .flatMap(({ rows }) => rows)
              .map(({ id, start, end, leave_type, cost_hours, status }) => (
                <div key={id}>
                  <Group gap="xs">
                    <Text size="sm" fw={600}>
                      {start === end ? showDay(start) : showDays(start, end)}
                    </Text>
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
      </Loaded>
      <ShowMore query={query} />
    </Section>
  )
}
