import { Alert, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useMay } from '../auth/session.ts'
import { showInstant } from '../ui/formats.ts'
import { backups } from './queries.ts'

/** Tells administrators that the server has failed to make its backup; nothing while all is well, or none is wanted. */
export function BackupNotice() {
  const isAsked = useMay('manage_company')
  return isAsked ? <Notice /> : null
}

function Notice() {
  const { t } = useTranslation()
  const { data } = useQuery(backups)
  if (data?.state !== 'failed' && data?.state !== 'late') return null
  const { state, succeeded_at, failure } = data
  return (
    <Alert color="red" role="alert" title={t(`backups.${state}`)}>
      <Text size="sm">
        {succeeded_at === null ? t('backups.none') : t('backups.last', { when: showInstant(succeeded_at) })}
      </Text>
      {state === 'failed' && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {t('backups.reason', { reason: failure })}
        </Text>
      )}
    </Alert>
  )
}
