import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { noticeWithUndo } from '../ui/notices.tsx'
import type { Drafting } from './use-draft.ts'

/** Says that somebody else has saved the same fields meanwhile, and lets one choose; nothing where nobody has. */
export function Clash<T extends object>({ drafting }: { drafting: Drafting<T> }) {
  const { t } = useTranslation()
  const { clashes, draft, settle, change } = drafting
  if (clashes.length === 0) return null
  const fields = clashes.map((field) => t(`clash.${String(field)}`)).join(', ')
  return (
    <Alert color="orange" role="alert" title={t('clash.heading')}>
      <Stack gap="xs">
        <Text size="sm">{t('clash.text', { fields })}</Text>
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              settle('theirs')
              noticeWithUndo(t('clash.loaded'), () => change(draft))
            }}
          >
            {t('clash.theirs')}
          </Button>
          <Button size="xs" variant="default" onClick={() => settle('mine')}>
            {t('clash.mine')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
