import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}

/** Shows the next page of a list; nothing at its end. */
export function MoreButton({ query: { hasNextPage, isFetchingNextPage, fetchNextPage } }: Props) {
  const { t } = useTranslation()
  if (!hasNextPage) return null
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      w="fit-content"
      loading={isFetchingNextPage}
      onClick={() => void fetchNextPage()}
    >
      {t('state.more')}
    </Button>
  )
}
