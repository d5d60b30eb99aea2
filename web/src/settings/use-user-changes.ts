import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, Refusal, type Schema } from '../api/client.ts'
import { renewAccess, useUser } from '../auth/session.ts'
import { noticeDone, noticeFailure, noticeProblem, noticeWithUndo } from '../ui/notices.tsx'

type User = Schema<'User'>
type Change = Schema<'UserChange'>

/**
 * What administrators do with an account as it was read: `change` can be taken back, `remove` cannot. Refused where
 * somebody else has changed the account since, and for the last administrator.
 */
export function useUserChanges(user: User) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const isMe = useUser().id === user.id
  const { id, username: name } = user
  const guarded = ({ version }: User) => ({ params: { path: { id } }, headers: { 'if-match': `"${version}"` } })
  const again = () => void queries.invalidateQueries({ queryKey: ['users'] })
  const sayWhyNot = (error: unknown) => {
    const isStale = error instanceof Refusal && error.status === 412
    if (isStale) noticeProblem(t('settings.users.meanwhile', { name }))
    else noticeFailure(error)
  }
  const changing = useMutation({
    mutationFn: ({ from, body }: { from: User; body: Change }) =>
      bodyOf(api.PATCH('/api/users/{id}', { ...guarded(from), body })),
    onSuccess: (saved, { from, body }) => {
      if (body.email_confirmed) noticeDone(t('settings.users.emailConfirmed', { name }))
      else noticeWithUndo(sentenceOf(saved, body), () => changing.mutate({ from: saved, body: undoing(from, body) }))
      // The session carries my role, by which the app shows what I may do.
      if (isMe) void renewAccess()
    },
    onError: sayWhyNot,
    onSettled: again,
  })
  const sentenceOf = (saved: User, { role }: Change) =>
    role
      ? t('settings.users.roleChanged', { name, role: t(`settings.role.${role}`) })
      : t(`settings.users.${saved.disabled_at === null ? 'enabled' : 'nowDisabled'}`, { name })
  const removing = useMutation({
    mutationFn: () => bodyOf(api.DELETE('/api/users/{id}', guarded(user))),
    onSuccess: () => noticeDone(t('settings.users.removed', { name })),
    onError: sayWhyNot,
    onSettled: again,
  })
  return {
    change: (body: Change) => changing.mutate({ from: user, body }),
    remove: () => removing.mutate(),
    isPending: changing.isPending || removing.isPending,
  }
}

/** What makes an account again what it was before a change of its role, or of whether it can be used. */
function undoing(from: User, { role }: Change): Change {
  return role ? { role: from.role } : { disabled: from.disabled_at !== null }
}
