import { Badge, Button, Card, ColorSwatch, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { useMay } from '../auth/session.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { showDays, showHours } from '../ui/formats.ts'
import { noticeDone, noticeFailure, noticeWithUndo } from '../ui/notices.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Loaded } from '../ui/states.tsx'
import { EditModal } from './edit-modal.tsx'
import { LeaveTypeForm } from './leave-type-form.tsx'
import type { LeaveType } from './leave-type-values.ts'
import { allLeaveTypes, leaveTypeOf } from './queries.ts'

const route = getRouteApi('/people/leave-types')

/** The kinds of time off that the company has. */
export function LeaveTypesPage() {
  const { t } = useTranslation()
  usePageTitle(t('people.tab.leaveTypes'))
  const mayManage = useMay('manage_time_off')
  const { edit } = route.useSearch()
  const navigate = route.useNavigate()
  const close = () => void navigate({ search: {} })
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t('people.tab.leaveTypes')}</Title>
        {mayManage && (
          <Button onClick={() => void navigate({ search: { edit: 'new' } })}>{t('people.type.make')}</Button>
        )}
      </Group>
      <Loaded query={useQuery(allLeaveTypes)}>
        {(types) => types.map((type) => <LeaveTypeCard key={type.id} type={type} />)}
      </Loaded>
      <EditModal
        edit={edit}
        titles={{ new: t('people.type.make'), old: t('people.type.change') }}
        read={leaveTypeOf}
        onClose={close}
      >
        {(read) => <LeaveTypeForm {...(read && { read })} onDone={close} />}
      </EditModal>
    </Stack>
  )
}

function LeaveTypeCard({ type }: { type: LeaveType }) {
  const { t } = useTranslation()
  const navigate = route.useNavigate()
  const queries = useQueryClient()
  const { id, name, colour, archived, blackouts, can } = type
  const refresh = () => queries.invalidateQueries()
  const params = { params: { path: { id } } }
  const archive = useMutation({
    mutationFn: (archived: boolean) =>
      bodyOf(api.PATCH('/api/time-off/leave-types/{id}', { ...params, body: { archived } })),
    onSuccess: ({ archived }) => {
      if (archived) noticeWithUndo(t('people.type.archivedNow', { name }), () => archive.mutate(false))
      else noticeDone(t('people.type.offeredNow', { name }))
      return refresh()
    },
    onError: noticeFailure,
  })
  const remove = useMutation({
    mutationFn: () => bodyOf(api.DELETE('/api/time-off/leave-types/{id}', params)),
    onSuccess: refresh,
    onError: noticeFailure,
  })
  const ask = () =>
    confirmLoss({
      title: t('people.type.deleteQuestion', { name }),
      text: t('people.type.deleteText'),
      button: t('people.delete'),
      onConfirm: () => remove.mutate(),
    })
  return (
    <Card withBorder component="section" aria-label={name}>
      <Stack gap="xs">
        <Group gap="xs">
          <ColorSwatch color={colour} size={16} aria-hidden />
          <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Title>
          {archived && (
            <Badge color="gray" variant="light">
              {t('people.type.archived')}
            </Badge>
          )}
        </Group>
        <Text size="sm">{sayLeaveType(type, t)}</Text>
        {blackouts.map(({ start, end, reason }) => (
          <Text key={start + end} size="sm" c="dimmed">
            {t('people.type.blackoutSays', { days: showDays(start, end), reason })}
          </Text>
        ))}
        <Group gap="xs">
          {can.includes('edit') && (
            <Button size="xs" variant="default" onClick={() => void navigate({ search: { edit: id } })}>
              {t('people.change')}
            </Button>
          )}
          {can.includes('archive') && (
            <Button size="xs" variant="default" loading={archive.isPending} onClick={() => archive.mutate(!archived)}>
              {t(archived ? 'people.type.offer' : 'people.type.archive')}
            </Button>
          )}
          {can.includes('delete') && (
            <Button size="xs" variant="default" loading={remove.isPending} onClick={ask}>
              {t('people.delete')}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  )
}

/** What a leave type lets people do, in words. */
function sayLeaveType({ needs_approval, floor_hours }: LeaveType, t: TFunction) {
  const approval = t(needs_approval ? 'people.type.saysApproval' : 'people.type.saysNoApproval')
  if (floor_hours === null) return `${approval} ${t('people.type.saysEndless')}`
  if (floor_hours === 0) return `${approval} ${t('people.type.saysFloor')}`
  return `${approval} ${t('people.type.saysOverdraft', { hours: showHours(-floor_hours) })}`
}
