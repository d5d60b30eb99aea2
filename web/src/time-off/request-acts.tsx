import { Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { type TimeOffRequest, tagOf } from './queries.ts'

/** What can be done with a request besides deciding on it: cancel it, or take a decision back. */
export function RequestActs({ request }: { request: TimeOffRequest }) {
  const { t } = useTranslation()
  const { can } = request
  return (
    <Group gap="xs">
      {can.includes('take_back_approval') && <TakeBackButton request={request} verdict="approval" />}
      {can.includes('take_back_rejection') && <TakeBackButton request={request} verdict="rejection" />}
      {can.includes('cancel') && <CancelButton request={request} size="xs" text={t('requests.cancelIt')} />}
    </Group>
  )
}

interface CancelProps {
  request: TimeOffRequest
  size: string
  text: string
}

/** Asks before it cancels. */
export function CancelButton({ request: { id, version }, size, text }: CancelProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const cancel = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/time-off/requests/{id}/cancellation', {
          params: { path: { id } },
          headers: { 'if-match': tagOf(version) },
          body: {},
        }),
      ),
    onSuccess: () => noticeDone(t('requests.cancelledNow')),
    onError: noticeFailure,
    onSettled: () => queries.invalidateQueries(),
  })
  const ask = () =>
    confirmLoss({
      title: t('requests.reallyCancel'),
      text: t('requests.cancelText'),
      button: t('requests.cancelIt'),
      onConfirm: () => cancel.mutate(),
    })
  return (
    <Button size={size} variant="default" loading={cancel.isPending} onClick={ask}>
      {text}
    </Button>
  )
}

/** Nothing is lost by taking a decision back: it can be made again. */
function TakeBackButton({
  request: { id, version },
  verdict,
}: {
  request: TimeOffRequest
  verdict: 'approval' | 'rejection'
}) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const takeBack = useMutation({
    mutationFn: () =>
      bodyOf(
        api.DELETE(`/api/time-off/requests/{id}/${verdict}`, {
          params: { path: { id } },
          headers: { 'if-match': tagOf(version) },
        }),
      ),
    onSuccess: () => noticeDone(t(`requests.tookBack.${verdict}`)),
    onError: noticeFailure,
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Button size="xs" variant="default" loading={takeBack.isPending} onClick={() => takeBack.mutate()}>
      {t(`requests.takeBack.${verdict}`)}
    </Button>
  )
}
