import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Refusal } from './api/client.ts'
import { router } from './router.tsx'
import { theme } from './ui/theme.ts'

const MINUTE_MS = 60_000

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: MINUTE_MS / 6,
      // What the server refuses it refuses again; what did not reach it may the next time.
      retry: (failures, error) => failures < 2 && !(error instanceof Refusal && error.status < 500),
    },
  },
})

/** The browser app. */
export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-center" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
