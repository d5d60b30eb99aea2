import { Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { type TimeOffRequest, tagOf } from './queries.ts'

/** What can be done with a request besides deciding on it: cancel it, or take a decision back. */
export function RequestActs({ request, size = 'sm' }: { request: TimeOffRequest; size?: string }) {
  const { can } = request
  return (
    <Group gap="xs">
      {can.includes('take_back_approval') && <TakeBackButton request={request} verdict="approval" size={size} />}
      {can.includes('take_back_rejection') && <TakeBackButton request={request} verdict="rejection" size={size} />}
      {can.includes('cancel') && <CancelButton request={request} size={size} />}
    </Group>
  )
}

interface ButtonProps {
  request: TimeOffRequest
  size: string
}

export function CancelButton({ request: { id, version }, size }: ButtonProps) {
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
      {t('requests.cancel')}
    </Button>
  )
}

/** Nothing is lost by taking a decision back: it can be made again. */
function TakeBackButton({
  request: { id, version },
  verdict,
  size,
}: ButtonProps & { verdict: 'approval' | 'rejection' }) {
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
    <Button size={size} variant="default" loading={takeBack.isPending} onClick={() => takeBack.mutate()}>
      {t(`requests.takeBack.${verdict}`)}
    </Button>
  )
}
