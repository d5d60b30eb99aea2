import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, Refusal } from '../../api/client.ts'
import { showRefusal } from '../../ui/form-errors.ts'
import { showHours } from '../../ui/formats.ts'
import { TextLink } from '../../ui/links.tsx'
import { noticeDone } from '../../ui/notices.tsx'
import { Loaded } from '../../ui/states.tsx'
import { type Balance, balancesOf, employeeOf, type Person, type ReadRequest, requestOf } from '../queries.ts'
import { showSpan } from '../spans.ts'
import { STATUS_COLOURS } from '../status.ts'
import { spanOf, type Wish, wishOf } from './wish.ts'
import { WishForm } from './wish-form.tsx'

/** One request: what it is, and as long as nobody has decided on it, its change. */
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

function Shown({ read }: { read: ReadRequest }) {
  const { t } = useTranslation()
  const { employee, leave_type, status, cost_hours, note, decision_note } = read.request
  const person = useQuery(employeeOf(employee.id))
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
        <Text fw={600}>{showSpan(read.request)}</Text>
        <Text c="dimmed">
          {leave_type.name}, {showHours(cost_hours)}
        </Text>
        {note && <Text>{note}</Text>}
        {decision_note && <Text>{t('requests.decisionNote', { note: decision_note })}</Text>}
      </div>
      {status === 'pending' ? (
        <Loaded query={person}>
          {(person) => (
            <Loaded query={balances}>
              {(balances) => <ChangeForm read={read} person={person} balances={balances} />}
            </Loaded>
          )}
        </Loaded>
      ) : (
        <Text>{t('requests.decided')}</Text>
      )}
    </>
  )
}

function ChangeForm({ read, person, balances }: { read: ReadRequest; person: Person; balances: Balance[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { id } = read.request
  // The version that the form began with: what is read again by itself must not make an old form fit.
  const [etag, setEtag] = useState(read.etag)
  const [refusal, setRefusal] = useState<string>()
  const form = useForm<Wish>({ initialValues: wishOf(read.request) })
  const change = useMutation({
    mutationFn: (wish: Wish) =>
      bodyOf(
        api.PATCH('/api/time-off/requests/{id}', {
          params: { path: { id } },
          headers: { 'if-match': etag },
          body: { ...spanOf(wish), note: wish.note || null },
        }),
      ),
    onMutate: () => setRefusal(undefined),
    onSuccess: () => {
      noticeDone(t('requests.changed'))
      void queries.invalidateQueries()
      void navigate({ to: '/time-off' })
    },
    onError: async (error) => {
      if (!(error instanceof Refusal && error.status === 412)) return setRefusal(showRefusal(form, error))
      const now = await queries.fetchQuery({ ...requestOf(id), staleTime: 0 })
      setEtag(now.etag)
      setRefusal(t('requests.changedMeanwhile', { now: showSpan(now.request) }))
    },
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
        requestId={id}
        onSend={(wish) => change.mutate(wish)}
        isSending={change.isPending}
        refusal={refusal}
        button={() => t('requests.sendChange')}
      />
    </Card>
  )
}
