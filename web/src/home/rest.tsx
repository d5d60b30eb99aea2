import { useTranslation } from 'react-i18next'
import { TextLink } from '../ui/links.tsx'

interface Props {
  /** How many are not shown, of those that are known. */
  count: number
  /** False when there are more than are known. */
  isAll: boolean
  to: '/news' | '/surveys'
}

/** Says how many more there are, and leads to them; nothing when everything is shown. */
export function Rest({ count, isAll, to }: Props) {
  const { t } = useTranslation()
  if (isAll && count <= 0) return null
  return (
    <TextLink to={to} size="sm" mt="xs">
      {isAll ? t('home.more', { count }) : t('home.manyMore')}
    </TextLink>
  )
}
