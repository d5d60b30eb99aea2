import { Badge, Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, Refusal, type Schema, taggedOf } from '../api/client.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { showInstant } from '../ui/formats.ts'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { isDue } from '../ui/now.ts'

type Invite = Schema<'Invite'>
type State = 'open' | 'used' | 'expired'

const COLOURS = { open: 'green', used: 'gray', expired: 'gray' } as const

/** An invite, for whom it is and what came of it; an open one can be revoked. */
export function InviteRow({ invite }: { invite: Invite }) {
  const { t } = useTranslation()
  const { role, email, expires_at, used_at, used_by, created_by } = invite
  const state = stateOf(invite)
  const revoking = useRevoking(invite)
  const forWhom = email ?? t('settings.invites.anybody')
  const ask = () =>
    confirmLoss({
      title: t('settings.invites.reallyRevoke'),
      text: t('settings.invites.revokeText'),
      button: t('settings.invites.revoke'),
      onConfirm: () => revoking.mutate(),
    })
  const ended = used_by
    ? t('settings.invites.usedBy', { name: used_by.username, when: showInstant(used_at ?? '') })
    : t(`settings.invites.${state}At`, { when: showInstant(used_at ?? expires_at) })
  return (
    <Group justify="space-between" wrap="nowrap">
      <div style={{ minWidth: 0 }}>
        <Group gap="xs">
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {forWhom}
          </Text>
          <Badge variant="light" color={COLOURS[state]}>
            {t(`settings.invites.${state}`)}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {[t(`settings.role.${role}`), ended, created_by && t('settings.invites.by', { name: created_by.username })]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      {invite.can.includes('revoke') && state === 'open' && (
        <Button size="compact-sm" variant="default" flex="none" loading={revoking.isPending} onClick={ask}>
          {t('settings.invites.revoke')}
        </Button>
      )}
    </Group>
  )
}

function stateOf({ used_at, expires_at }: Invite): State {
  if (used_at !== null) return 'used'
  return isDue(expires_at) ? 'expired' : 'open'
}

/** Revokes an invite that nobody has used since it was listed. */
function useRevoking({ id }: Invite) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const params = { params: { path: { id } } }
  return useMutation({
    mutationFn: async () => {
      const { data, etag } = await taggedOf(api.GET('/api/invites/{id}', params))
      if (data.used_at !== null) throw new Refusal(409, t('settings.invites.usedMeanwhile'), {})
      await bodyOf(api.DELETE('/api/invites/{id}', { ...params, headers: { 'if-match': etag } }))
    },
    onSuccess: () => noticeDone(t('settings.invites.revoked')),
    onError: noticeFailure,
    onSettled: () => void queries.invalidateQueries({ queryKey: ['invites'] }),
  })
}
