import { ActionIcon, Badge, Box, Group, Menu, Select, Text, useMatches } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schema } from '../api/client.ts'
import { ResetLink } from '../auth/reset-link.tsx'
import { useUser } from '../auth/session.ts'
import { EraseModal } from '../privacy/erase-modal.tsx'
import { useExport } from '../privacy/export-button.tsx'
import { confirmLoss } from '../ui/confirm.tsx'
import { showInstant } from '../ui/formats.ts'
import { ROLES, type Role } from './roles.ts'
import { useUserChanges } from './use-user-changes.ts'

/** What is touched by a finger, and what is clicked, in pixels. */
const FINGER = 44
const POINTER = 30

/** An account, with what administrators change of it. */
export function UserRow({ user }: { user: Schema<'User'> }) {
  const { t } = useTranslation()
  const isMe = useUser().id === user.id
  const { username: name, email, email_confirmed_at, role, disabled_at, created_at, can } = user
  const { change, remove, isPending } = useUserChanges(user)
  const [makesLink, setMakesLink] = useState(false)
  const [isErasing, setIsErasing] = useState(false)
  const target = useMatches({ base: FINGER, sm: POINTER })
  const exporting = useExport({ id: user.id, name })
  const changeRole = (next: Role) => {
    if (!isMe) return change({ role: next })
    confirmLoss({
      title: t('settings.users.ownRole'),
      text: t('settings.users.ownRoleText'),
      button: t('settings.users.ownRoleButton'),
      onConfirm: () => change({ role: next }),
    })
  }
  const askToRemove = () =>
    confirmLoss({
      title: t('settings.users.remove', { name }),
      text: t('settings.users.removeText'),
      button: t('settings.users.removeButton'),
      onConfirm: remove,
    })
  return (
    <Group justify="space-between" align="center" component="section" aria-label={name}>
      <div style={{ flex: '1 1 220px', minWidth: 0 }}>
        <Group gap="xs">
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          {isMe && <Badge variant="light">{t('settings.users.you')}</Badge>}
          {disabled_at !== null && (
            <Badge variant="light" color="gray">
              {t('settings.users.disabled')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {[
            email !== null && email_confirmed_at === null ? t('settings.users.unconfirmed', { email }) : email,
            t('settings.users.since', { when: showInstant(created_at, { dateStyle: 'medium' }) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      <Group gap="xs">
        <Select
          w={150}
          size={target === FINGER ? 'md' : 'xs'}
          styles={{ input: { minHeight: target } }}
          aria-label={t('settings.users.roleOf', { name })}
          data={ROLES.map((value) => ({ value, label: t(`settings.role.${value}`) }))}
          value={role}
          allowDeselect={false}
          disabled={isPending || !can.includes('change_role')}
          onChange={(value) => changeRole(value as Role)}
        />
        {isMe && !can.includes('confirm_email') ? (
          <Box w={target} />
        ) : (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon
                variant="default"
                size={target}
                loading={isPending}
                aria-label={t('settings.users.moreOf', { name })}
              >
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {!isMe && can.includes('reset_password') && (
                <Menu.Item onClick={() => setMakesLink(true)}>{t('resetLink.make')}</Menu.Item>
              )}
              {can.includes('confirm_email') && (
                <Menu.Item onClick={() => change({ email_confirmed: true })}>
                  {t('settings.users.confirmEmail')}
                </Menu.Item>
              )}
              {!isMe && can.includes('disable') && (
                <Menu.Item onClick={() => change({ disabled: true })}>{t('settings.users.disable')}</Menu.Item>
              )}
              {can.includes('enable') && (
                <Menu.Item onClick={() => change({ disabled: false })}>{t('settings.users.enable')}</Menu.Item>
              )}
              <Menu.Item onClick={() => exporting.mutate()}>{t('privacy.export')}</Menu.Item>
              {!isMe && can.includes('delete') && (
                <Menu.Item color="red" onClick={() => setIsErasing(true)}>
                  {t('privacy.erase.item')}
                </Menu.Item>
              )}
              {!isMe && can.includes('delete') && (
                <Menu.Item color="red" onClick={askToRemove}>
                  {t('settings.users.removeItem')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      <EraseModal id={user.id} name={name} isOpen={isErasing} onClose={() => setIsErasing(false)} />
      <ResetLink user={user} isOpen={makesLink} onClose={() => setMakesLink(false)} />
    </Group>
  )
}
