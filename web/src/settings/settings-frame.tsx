import { Group, Stack, Title } from '@mantine/core'
import { useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useUser } from '../auth/session.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Empty } from '../ui/states.tsx'

const MINE = '/settings'
const PAGES = [
  { to: MINE, text: 'settings.mine' },
  { to: '/settings/users', text: 'settings.users.title' },
  { to: '/settings/invites', text: 'settings.invites.title' },
  { to: '/settings/company', text: 'settings.company.title' },
] as const

/** What stands around every page of the settings: the way to the others, for those who may see them. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const isAdmin = useUser().role === 'admin'
  const path = useRouterState({ select: ({ location }) => location.pathname })
  return (
    <Stack gap="lg">
      <Title order={1}>{t('room.settings')}</Title>
      {isAdmin && (
        <Group component="nav" gap={4} aria-label={t('settings.pages')}>
          {PAGES.map(({ to, text }) => (
            <ButtonLink
              key={to}
              to={to}
              size="sm"
              px="sm"
              variant={to === path ? 'light' : 'subtle'}
              activeOptions={{ exact: true, includeSearch: false }}
            >
              {t(text)}
            </ButtonLink>
          ))}
        </Group>
      )}
      {isAdmin || path === MINE ? children : <Empty>{t('settings.forAdmins')}</Empty>}
    </Stack>
  )
}
