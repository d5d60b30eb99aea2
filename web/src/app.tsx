import { MantineProvider } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useLayoutEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Refusal } from './api/client.ts'
import { useSession } from './auth/session.ts'
import { locale } from './i18n/index.ts'
import { router } from './router.tsx'
import { Questions } from './ui/confirm.tsx'
import { quietColours, themeFor } from './ui/theme.ts'

const MINUTE_MS = 60_000

const makeQueries = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: MINUTE_MS / 6,
        // Without a connection it is said at once, and asked for again when there is one.
        networkMode: 'always',
        refetchOnReconnect: true,
        // What the server refuses it refuses again; what did not reach it may the next time.
        retry: (failures, error) =>
          navigator.onLine && failures < 2 && !(error instanceof Refusal && error.status < 500),
      },
      // What somebody sends without a connection fails at once: nothing is sent later, when they no longer think of it.
      mutations: { networkMode: 'always' },
    },
  })

/** What is outside of the rooms: notices, and the answers of a survey that are not sent yet. */
function forget(): void {
  notifications.clean()
  sessionStorage.clear()
}

/** The browser app. What one person was shown is forgotten before the next one signs in. */
export function App() {
  const { i18n } = useTranslation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language, another locale.
  const theme = useMemo(() => themeFor(locale()), [i18n.language])
  const session = useSession()
  const userId = 'user' in session ? session.user.id : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person, other memories.
  const queries = useMemo(makeQueries, [userId])
  useLayoutEffect(() => (userId === undefined ? undefined : forget), [userId])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={quietColours} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-center" />
        <RouterProvider router={router} />
        <Questions key={userId} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
