import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { showNumber } from '../../ui/formats.ts'

/** What lies in the middle of all answers; nothing where there are none. */
export function Middle({ mean, median }: { mean: number | null; median: number | null }) {
  const { t } = useTranslation()
  if (mean === null || median === null) return null
  return <Text size="sm">{t('results.middle', { mean: showNumber(mean), median: showNumber(median) })}</Text>
}
