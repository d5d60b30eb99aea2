import { Group, Stack, Title } from '@mantine/core'
import { useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useUser } from '../auth/session.ts'
import { ButtonLink } from '../ui/links.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Empty } from '../ui/states.tsx'

const MINE = '/settings'
const PAGES = [
  { to: MINE, text: 'settings.mine' },
  { to: '/settings/users', text: 'settings.users.title', act: 'manage_users' },
  { to: '/settings/invites', text: 'settings.invites.title', act: 'invite' },
  { to: '/settings/company', text: 'settings.company.title', act: 'manage_company' },
  { to: '/settings/privacy', text: 'privacy.title', act: 'manage_company' },
] as const

/** What stands around every page of the settings: the way to the others, for those who may see them. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const { can } = useUser()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const open = PAGES.filter((page) => !('act' in page) || can.includes(page.act))
  const shown = open.find(({ to }) => to === path)
  usePageTitle(shown && t(shown.text))
  return (
    <Stack gap="lg">
      <Title order={1}>{t('room.settings')}</Title>
      {open.length > 1 && (
        <Group component="nav" gap={4} aria-label={t('settings.pages')}>
          {open.map(({ to, text }) => (
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
      {shown ? children : <Empty>{t('settings.forAdmins')}</Empty>}
    </Stack>
  )
}
