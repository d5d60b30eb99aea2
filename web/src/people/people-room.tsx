import { Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay, useUser } from '../auth/session.ts'
import { company } from '../ui/company.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Loaded } from '../ui/states.tsx'

const TABS = [
  { to: '/people', text: 'people.tab.people', act: 'manage_people' },
  { to: '/people/policies', text: 'people.tab.policies', act: 'manage_time_off' },
  { to: '/people/leave-types', text: 'people.tab.leaveTypes', act: 'manage_time_off' },
  { to: '/people/holidays', text: 'people.tab.holidays', act: 'manage_people' },
] as const

/** What administrators keep in order: people and what they are given. Others are told whose room it is. */
export function PeopleRoom() {
  const { t } = useTranslation()
  const mayManage = useMay('manage_people')
  const known = useQuery(company)
  if (!mayManage) {
    return (
      <Stack align="start">
        <Title order={1}>{t('people.closed.title')}</Title>
        <Text>{t('people.closed.text')}</Text>
        <ButtonLink to="/">{t('missing.home')}</ButtonLink>
      </Stack>
    )
  }
  return (
    <Stack gap="lg">
      <Tabs />
      {/* Its forms begin with the company's today. */}
      <Loaded query={known}>{() => <Outlet />}</Loaded>
    </Stack>
  )
}

function Tabs() {
  const { t } = useTranslation()
  const { can } = useUser()
  const path = useRouterState({ select: ({ location }) => location.pathname.replace(/\/$/, '') })
  const current = TABS.findLast(({ to }) => path.startsWith(to))
  return (
    <Group component="nav" aria-label={t('people.tabs')} gap={4}>
      {TABS.filter(({ act }) => can.includes(act)).map(({ to, text }) => (
        <ButtonLink
          key={to}
          to={to}
          size="sm"
          px="sm"
          variant={to === current?.to ? 'light' : 'subtle'}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {t(text)}
        </ButtonLink>
      ))}
    </Group>
  )
}
