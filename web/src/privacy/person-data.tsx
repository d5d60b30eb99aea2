import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Section } from '../people/section.tsx'
import { EraseModal } from './erase-modal.tsx'
import { ExportButton } from './export-button.tsx'

/** What administrators do with all the data on an employee, who may have been erased. */
export function PersonData({ id, name, isErased }: { id: string; name: string; isErased: boolean }) {
  const { t } = useTranslation()
  const [isErasing, setIsErasing] = useState(false)
  return (
    <Section title={t('privacy.person')}>
      <Text size="sm">{t('privacy.personHint')}</Text>
      <Group gap="sm">
        <ExportButton of={{ id, name }} />
        {!isErased && (
          <Button color="red" variant="light" onClick={() => setIsErasing(true)}>
            {t('privacy.erase.button')}
          </Button>
        )}
      </Group>
      <EraseModal id={id} name={name} isOpen={isErasing} onClose={() => setIsErasing(false)} />
    </Section>
  )
}
