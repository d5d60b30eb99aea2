import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

/** Fetches the next page of a list; nothing at its end. */
export function MoreButton({ query: { hasNextPage, isFetchingNextPage, fetchNextPage } }: Props) {
  const { t } = useTranslation()
  if (!hasNextPage) return null
  return (
    <Button variant="default" mt="sm" w="fit-content" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      {t('state.more')}
    </Button>
  )
}
