import { Alert, Button, Center, Loader, Stack, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { sentenceOf } from './sentences.ts'

interface Props<T> {
  query: UseQueryResult<T>
  /** Said in place of nothing; with `isEmpty`. */
  empty?: ReactNode
  isEmpty?: (data: T) => boolean
  children: (data: T) => ReactNode
}

/** What a query found, or that it is loading, has failed (with another try), or has found nothing. */
export function Loaded<T>({ query, empty, isEmpty, children }: Props<T>) {
  const { t } = useTranslation()
  if (query.data !== undefined) return isEmpty?.(query.data) ? <Empty>{empty}</Empty> : children(query.data)
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
