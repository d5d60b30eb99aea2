import { Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { SaveMenu, useTableFiles } from '../../ui/save-menu.tsx'

/** Saves all replies as a file, and what its columns mean. */
export function ExportLinks({ surveyId }: { surveyId: string }) {
  const { t } = useTranslation()
  const path = `/api/surveys/${surveyId}`
  const replies = useTableFiles(`${path}/replies`)
  const codebook = useTableFiles(`${path}/codebook`)
  return (
    <Group gap="xs">
      <SaveMenu
        label={t('results.saveReplies')}
        files={[...replies, { label: 'JSON', path: `${path}/replies.json` }]}
      />
      <SaveMenu label={t('results.saveCodebook')} files={codebook} />
    </Group>
  )
}
