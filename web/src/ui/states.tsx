import { Alert, Button, Center, Loader, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Refusal } from '../api/client.ts'
import { ButtonLink } from './links.tsx'
import { usePageTitle } from './page-title.ts'
import { sentenceOf } from './sentences.ts'

/** What a query has found so far; every result of `useQuery` and `useInfiniteQuery` is one. */
interface Finding<T> {
  data: T | undefined
  error: Error | null
  isError: boolean
  refetch: () => Promise<unknown>
}

interface Props<T> {
  query: Finding<T>
  /** Said in place of nothing; with `isEmpty`. */
  empty?: ReactNode
  isEmpty?: (data: T) => boolean
  children: (data: T) => ReactNode
}

/** What a query found, or that it is loading, has failed (with another try), or has found nothing. */
export function Loaded<T>({ query, empty, isEmpty, children }: Props<T>) {
  const { t } = useTranslation()
  if (query.data !== undefined) return isEmpty?.(query.data) ? <Empty>{empty}</Empty> : children(query.data)
  if (query.error instanceof Refusal && query.error.status === 404) return <Missing />
  if (query.isError) {
    return (
      <Alert color="red" title={t('state.failed')} role="alert">
        <Stack gap="xs" align="start">
          <Text size="sm">{sentenceOf(query.error)}</Text>
          <Button size="xs" variant="default" onClick={() => void query.refetch()}>
            {t('state.again')}
          </Button>
        </Stack>
      </Alert>
    )
  }
  return (
    <Center p="lg">
      <Loader size="sm" aria-label={t('state.loading')} />
    </Center>
  )
}

/** Says that there is nothing, and what to do about it. */
export function Empty({ children }: { children: ReactNode }) {
  return (
    <Text c="dimmed" py="md" size="sm">
      {children}
    </Text>
  )
}

/** For an address that leads nowhere. */
export function Missing() {
  const { t } = useTranslation()
  usePageTitle(t('missing.title'))
  return (
    <Stack align="start">
      <Title order={1}>{t('missing.title')}</Title>
      <Text>{t('missing.text')}</Text>
      <ButtonLink to="/">{t('missing.home')}</ButtonLink>
    </Stack>
  )
}
