import { Alert, Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../api/client.ts'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { myAccount } from './queries.ts'

/** Says of an address that it has yet to be confirmed, and how; nothing of one that is. */
export function AddressNotice({ user, etag }: { user: Schema<'Me'>; etag: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const server = useQuery({ queryKey: ['setup'], queryFn: () => bodyOf(api.GET('/api/auth/setup')) })
  const again = () => queries.invalidateQueries({ queryKey: myAccount.queryKey })
  const sending = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/me/email-confirmation', {})),
    onSuccess: () => noticeDone(t('settings.address.sent')),
    onError: noticeFailure,
    onSettled: again,
  })
  const keeping = useMutation({
    mutationFn: () => bodyOf(api.PATCH('/api/me', { headers: { 'if-match': etag }, body: { email: user.email } })),
    onError: noticeFailure,
    onSettled: again,
  })
  const isUnconfirmed = user.email !== null && user.email_confirmed_at === null
  const email = user.email_pending ?? (isUnconfirmed ? user.email : null)
  if (email === null || server.data === undefined) return null
  const said = user.email_pending !== null ? 'pending' : server.data.mail ? 'unconfirmed' : 'askAdministrator'
  const isAnother = user.email_pending !== null && user.email_pending !== user.email
  return (
    <Alert role="note" title={t('settings.address.title')}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {t(`settings.address.${said}`, { email })}
      </Text>
      {server.data.mail && (
        <Group gap="xs" mt="sm">
          <Button size="xs" variant="default" loading={sending.isPending} onClick={() => sending.mutate()}>
            {t(user.email_pending === null ? 'settings.address.send' : 'settings.address.again')}
          </Button>
          {isAnother && user.email !== null && (
            <Button size="xs" variant="subtle" loading={keeping.isPending} onClick={() => keeping.mutate()}>
              {t('settings.address.keep')}
            </Button>
          )}
        </Group>
      )}
    </Alert>
  )
}
