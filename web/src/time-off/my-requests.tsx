import { Badge, Card, Group, Select, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { showHours } from '../ui/formats.ts'
import { ButtonLink } from '../ui/links.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Loaded } from '../ui/states.tsx'
import type { Person, Status, TimeOffRequest } from './queries.ts'
import { CancelButton } from './request-acts.tsx'
import { showSpan } from './spans.ts'
import { STATUS_COLOURS, STATUSES } from './status.ts'

const YEARS_AHEAD = 3

/** The requests that I have made, the latest first; of a year or a state, where the address names one. */
export function MyRequests({ person, today }: { person: Person; today: string }) {
  const { t } = useTranslation()
  const { status, year } = useSearch({ from: '/time-off' })
  const navigate = useNavigate()
  const query = useInfiniteQuery({
    queryKey: ['requests', 'mine', person.id, status, year],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) => {
      const span = year ? { from: `${year}-01-01`, to: `${year}-12-31` } : {}
      const query = { employee_id: person.id, ...span, ...(status && { status }), ...(cursor && { cursor }) }
      return pageOf(api.GET('/api/time-off/requests', { params: { query } }))
    },
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ rows }) => rows),
  })
  const narrow = (to: { status?: Status | undefined; year?: number | undefined }) =>
    void navigate({ to: '/time-off', search: { status, year, ...to }, replace: true, resetScroll: false })
  const first = Number((person.start_date ?? today).slice(0, 4))
  const count = Number(today.slice(0, 4)) + YEARS_AHEAD - first + 1
  const years = Array.from({ length: Math.max(count, 1) }, (_, i) => String(first + i)).reverse()
  return (
    <Card withBorder component="section" aria-label={t('requests.mine')}>
      <Group justify="space-between" align="end">
        <Title order={2} size="h4">
          {t('requests.mine')}
        </Title>
        <Group gap="xs">
          <Select
            size="xs"
            w={140}
            label={t('requests.status')}
            placeholder={t('requests.all')}
            clearable
            clearButtonProps={{ 'aria-label': t('requests.all') }}
            data={STATUSES.map((value) => ({ value, label: t(`requests.${value}`) }))}
            value={status ?? null}
            onChange={(value) => narrow({ status: (value ?? undefined) as Status | undefined })}
          />
          <Select
            size="xs"
            w={110}
            label={t('requests.year')}
            placeholder={t('requests.all')}
            clearable
            clearButtonProps={{ 'aria-label': t('requests.all') }}
            data={years}
            value={year === undefined ? null : String(year)}
            onChange={(value) => narrow({ year: value === null ? undefined : Number(value) })}
          />
        </Group>
      </Group>
      <Loaded
        query={query}
        isEmpty={(requests) => requests.length === 0}
        empty={t(status || year ? 'requests.noneSuch' : 'requests.none')}
      >
        {(requests) => (
          <Stack gap="sm" mt="md">
            {requests.map((request) => (
              <Row key={request.id} request={request} />
            ))}
            <MoreButton query={query} />
          </Stack>
        )}
      </Loaded>
    </Card>
  )
}

function Row({ request }: { request: TimeOffRequest }) {
  const { t } = useTranslation()
  const { id, leave_type, cost_hours, status, note, decision_note, cancellation_note, can } = request
  return (
    <Group component="article" justify="space-between" align="start" gap="xs" aria-label={showSpan(request)}>
      <div>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {showSpan(request)}
          </Text>
          <Badge color={STATUS_COLOURS[status]} variant="light">
            {t(`requests.${status}`)}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {leave_type.name}, {showHours(cost_hours)}
          {note ? ` – ${note}` : ''}
        </Text>
        {decision_note && <Text size="sm">{t('requests.decisionNote', { note: decision_note })}</Text>}
        {cancellation_note && <Text size="sm">{t('requests.decisionNote', { note: cancellation_note })}</Text>}
      </div>
      <Group gap="xs">
        {can.includes('approve') && (
          <ButtonLink to="/time-off/requests/$id" params={{ id }} size="compact-sm">
            {t('requests.decide')}
          </ButtonLink>
        )}
        {can.includes('edit') && (
          <ButtonLink to="/time-off/requests/$id" params={{ id }} size="compact-sm" variant="default">
            {t('requests.change')}
          </ButtonLink>
        )}
        {can.includes('cancel') && <CancelButton request={request} size="compact-sm" text={t('requests.cancel')} />}
      </Group>
    </Group>
  )
}
