import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { personOf } from '../../people/queries.ts'
import { showHours } from '../../ui/formats.ts'
import { TextLink } from '../../ui/links.tsx'
import { noticeDone } from '../../ui/notices.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { Loaded } from '../../ui/states.tsx'
import { useEditForm } from '../../ui/use-edit-form.ts'
import { Verdicts } from '../decision.tsx'
import { type Balance, balancesOf, type Person, requestOf, type TimeOffRequest } from '../queries.ts'
import { RequestActs } from '../request-acts.tsx'
import { showSpan } from '../spans.ts'
import { STATUS_COLOURS } from '../status.ts'
import { spanOf, wishOf } from './wish.ts'
import { WishForm } from './wish-form.tsx'

interface Read {
  data: TimeOffRequest
  etag: string
}

/** One request: what it is, and what can be done with it. */
export function ChangePage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/time-off/requests/$id' })
  const query = useQuery(requestOf(id))
  return (
    <Stack gap="md">
      <TextLink to="/time-off" size="sm">
        {t('room.timeOff')}
      </TextLink>
      <Loaded query={query}>{(read) => <Shown read={read} />}</Loaded>
    </Stack>
  )
}

function Shown({ read }: { read: Read }) {
  const { t } = useTranslation()
  const { employee, leave_type, status, cost_hours, note, decision_note, can } = read.data
  usePageTitle(`${t('requests.one', { name: employee.name })}, ${showSpan(read.data)}`)
  const person = useQuery({ ...personOf(employee.id), select: ({ data }) => data })
  const balances = useQuery(balancesOf(employee.id))
  return (
    <>
      <Group justify="space-between">
        <Title order={1}>{t('requests.one', { name: employee.name })}</Title>
        <Badge color={STATUS_COLOURS[status]} variant="light" size="lg">
          {t(`requests.${status}`)}
        </Badge>
      </Group>
      <div>
        <Text fw={600}>{showSpan(read.data)}</Text>
        <Text c="dimmed">
          {leave_type.name}, {showHours(cost_hours)}
        </Text>
        {note && <Text>{note}</Text>}
        {decision_note && <Text>{t('requests.decisionNote', { note: decision_note })}</Text>}
      </div>
      {can.includes('approve') && <Verdicts request={read.data} />}
      <RequestActs request={read.data} />
      {can.includes('edit') ? (
        <Loaded query={person}>
          {(person) => (
            <Loaded query={balances}>
              {(balances) => <ChangeForm read={read} person={person} balances={balances} />}
            </Loaded>
          )}
        </Loaded>
      ) : (
        read.data.status !== 'pending' && <Text>{t('requests.decided')}</Text>
      )}
    </>
  )
}

function ChangeForm({ read, person, balances }: { read: Read; person: Person; balances: Balance[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { data: request, etag } = read
  const params = { path: { id: request.id } }
  const { form, problem, submit } = useEditForm({
    stored: wishOf(request),
    etag,
    send: (wish) => {
      const body = { ...spanOf(wish), note: wish.note || null }
      return bodyOf(api.PATCH('/api/time-off/requests/{id}', { params, headers: { 'if-match': etag }, body }))
    },
    onSaved: () => {
      noticeDone(t('requests.changed'))
      void queries.invalidateQueries()
      void navigate({ to: '/time-off' })
    },
    reread: () => queries.invalidateQueries({ queryKey: requestOf(request.id).queryKey }),
  })
  return (
    <Card withBorder component="section" aria-label={t('requests.change')}>
      <Title order={2} size="h4" mb="sm">
        {t('requests.change')}
      </Title>
      <WishForm
        form={form}
        person={person}
        balances={balances}
        requestId={request.id}
        onSubmit={submit}
        isSending={form.submitting}
        refusal={problem}
        button={() => t('requests.sendChange')}
      />
    </Card>
  )
}
