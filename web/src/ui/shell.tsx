import {
  ActionIcon,
  AppShell,
  Burger,
  Center,
  Container,
  Group,
  Loader,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconBeach,
  IconClipboardList,
  IconHome,
  IconLogout,
  IconMoon,
  IconNews,
  IconSettings,
  IconSun,
  IconUsers,
} from '@tabler/icons-react'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { Suspense, useLayoutEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { SignIn } from '../auth/lazy-sign-in.ts'
import { signOut, useSession, useUser } from '../auth/session.ts'
import { SignInAgain } from '../auth/sign-in-again.tsx'
import { useKeptFocus } from './kept-focus.ts'
import { RoomLink } from './links.tsx'
import { noticeFailure } from './notices.tsx'
import { OfflineNotice } from './offline.tsx'
import { useAppName, useNamedPage } from './page-title.ts'
import { SkipLink } from './skip-link.tsx'

const ROOMS = [
  { to: '/', text: 'room.home', Icon: IconHome },
  { to: '/time-off', text: 'room.timeOff', Icon: IconBeach },
  { to: '/surveys', text: 'room.surveys', Icon: IconClipboardList },
  { to: '/news', text: 'room.news', Icon: IconNews },
  { to: '/people', text: 'room.people', Icon: IconUsers, act: 'manage_people' },
  { to: '/settings', text: 'room.settings', Icon: IconSettings },
] as const

const roomOf = (path: string) => ROOMS.find(({ to }) => (to === '/' ? path === '/' : path.startsWith(to)))

/** What stands around every room. Who has no session is asked to sign in, and then finds the room they asked for. */
export function Shell() {
  const session = useSession()
  const isOpen = useRouterState({ select: ({ matches }) => matches.some(({ staticData }) => staticData.open) })
  if (isOpen) return <Outlet />
  if (session.status === 'unknown') return <Waiting />
  if (session.status === 'out') {
    return (
      <Suspense fallback={<Waiting />}>
        <SignIn />
      </Suspense>
    )
  }
  return (
    <>
      <SignInAgain />
      <Rooms key={session.user.id} />
    </>
  )
}

function Waiting() {
  const { t } = useTranslation()
  return (
    <Center h="100dvh">
      <Loader aria-label={t('state.loading')} />
    </Center>
  )
}

function Rooms() {
  const { t } = useTranslation()
  const user = useUser()
  const [opened, { toggle, close }] = useDisclosure(false)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const isWide = useRouterState({ select: ({ matches }) => matches.some(({ staticData }) => staticData.wide) })
  const room = roomOf(path)
  const name = useAppName()
  const page = useNamedPage()
  useKeptFocus()
  useLayoutEffect(() => {
    const room = roomOf(path)
    const shown = name ?? 'Teamroom'
    const title = page ?? (room && t(room.text))
    document.title = title === undefined ? shown : `${title} – ${shown}`
    return () => {
      document.title = 'Teamroom'
    }
  }, [page, path, name, t])
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <SkipLink />
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('shell.menu')} />
            <Text fw={700} size="lg" lineClamp={1} style={{ overflowWrap: 'anywhere' }}>
              {name}
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Text size="sm" c="dimmed" truncate maw={240} visibleFrom="xs">
              {user.username}
            </Text>
            <ColorSchemeButton />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t('shell.signOut')}
              onClick={() => void signOut().catch(noticeFailure)}
            >
              <IconLogout size={18} />
            </ActionIcon>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('shell.rooms')}>
        {ROOMS.filter((each) => !('act' in each) || user.can.includes(each.act)).map(({ to, text, Icon }) => (
          <RoomLink
            key={to}
            to={to}
            label={t(text)}
            leftSection={<Icon size={18} aria-hidden />}
            active={to === room?.to}
            {...(path === to && { 'aria-current': 'page' as const })}
            onClick={close}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Container size={isWide ? 'xxl' : 'md'} px={0}>
          <OfflineNotice />
          <Outlet />
        </Container>
      </AppShell.Main>
    </AppShell>
  )
}

function ColorSchemeButton() {
  const { t } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme('light') === 'dark'
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t(isDark ? 'shell.light' : 'shell.dark')}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    >
      {isDark ? <IconSun size={18} /> : <IconMoon size={18} />}
    </ActionIcon>
  )
}
