import { Button, Collapse, Group, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { showHours } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { noticeFailure, noticeWithUndo } from '../ui/notices.tsx'
import { sentenceOf } from '../ui/sentences.ts'
import { CostByDay } from './asking/cost.tsx'
import { AwayWith } from './away-with.tsx'
import { type TimeOffRequest, tagOf } from './queries.ts'
import { showSpan } from './spans.ts'

type Verdict = 'approval' | 'rejection'

/** A request that waits for my decision, with what it is decided by: its days and cost, what is left, who else is away. */
export function Decision({ request }: { request: TimeOffRequest }) {
  const { t } = useTranslation()
  const { employee, leave_type, start, end, cost_hours, note } = request
  return (
    <Stack component="article" gap={6} aria-label={`${employee.name}: ${showSpan(request)}`}>
      <div>
        <Text fw={600}>
          {employee.name}: {showSpan(request)}
        </Text>
        <Text size="sm" c="dimmed">
          {leave_type.name}, {showHours(cost_hours)}
        </Text>
        {note && <Text size="sm">{t('waiting.note', { note })}</Text>}
      </div>
      <Consequences request={request} />
      <AwayWith start={start} end={end} employeeId={employee.id} title={t('waiting.away')} />
      <Verdicts request={request} />
    </Stack>
  )
}

/** What is left after it, and what it costs day by day. */
function Consequences({ request }: { request: TimeOffRequest }) {
  const { t } = useTranslation()
  const [opened, { toggle }] = useDisclosure(false)
  const { id, version, employee, leave_type, start, end, start_half, end_half, hours } = request
  const query = useQuery({
    queryKey: ['requests', 'consequences', id, version],
    queryFn: () => {
      const span = { leave_type_id: leave_type.id, start, end, start_half, end_half, hours }
      const body = { ...span, employee_id: employee.id, request_id: id }
      return bodyOf(api.POST('/api/time-off/requests/preview', { body }))
    },
  })
  if (query.error) return <Text size="sm">{sentenceOf(query.error)}</Text>
  if (!query.data) return null
  return (
    <>
      <Group gap="xs">
        <TextLink to="/time-off/balance" search={{ employee: employee.id, type: leave_type.id, on: end }} size="sm">
          {t('waiting.after', { after: showHours(query.data.balance_after_hours) })}
        </TextLink>
        <Button size="compact-sm" variant="subtle" aria-expanded={opened} onClick={toggle}>
          {t('ask.byDay')}
        </Button>
      </Group>
      <Collapse expanded={opened}>
        <CostByDay days={query.data.days} />
      </Collapse>
    </>
  )
}

/** The buttons that decide on a request, with a word for the person. */
export function Verdicts({ request: { id, version, employee, can } }: { request: TimeOffRequest }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [note, setNote] = useState<string>()
  const params = { path: { id } }
  // Balances and the calendar follow from requests.
  const refresh = () => queries.invalidateQueries()
  const undo = useMutation({
    mutationFn: ({ verdict, etag }: { verdict: Verdict; etag: string }) =>
      bodyOf(api.DELETE(`/api/time-off/requests/{id}/${verdict}`, { params, headers: { 'if-match': etag } })),
    onError: noticeFailure,
    onSettled: refresh,
  })
  const decide = useMutation({
    mutationFn: (verdict: Verdict) =>
      bodyOf(
        api.POST(`/api/time-off/requests/{id}/${verdict}`, {
          params,
          headers: { 'if-match': tagOf(version) },
          body: note ? { note } : {},
        }),
      ),
    onSuccess: ({ version }, verdict) => {
      const done = t(`waiting.${verdict}Done`, { name: employee.name })
      noticeWithUndo(done, () => undo.mutate({ verdict, etag: tagOf(version) }))
    },
    onError: noticeFailure,
    onSettled: refresh,
  })
  return (
    <Stack gap="xs">
      {note !== undefined && (
        <Textarea
          label={t('waiting.noteFor', { name: employee.name })}
          value={note}
          autosize
          maxLength={2_000}
          ref={focus}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      <Group gap="xs">
        {can.includes('approve') && (
          <Button size="xs" loading={decide.isPending} onClick={() => decide.mutate('approval')}>
            {t('waiting.approve')}
          </Button>
        )}
        {can.includes('reject') && (
          <Button size="xs" variant="default" loading={decide.isPending} onClick={() => decide.mutate('rejection')}>
            {t('waiting.reject')}
          </Button>
        )}
        {note === undefined && (
          <Button size="xs" variant="subtle" onClick={() => setNote('')}>
            {t('waiting.addNote')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

/** The button that was pressed is gone, and with it the focus. */
function focus(field: HTMLTextAreaElement | null): void {
  field?.focus()
}
