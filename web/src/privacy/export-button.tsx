import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { saveFile } from '../api/save-file.ts'
import { noticeFailure } from '../ui/notices.tsx'

/** Saves everything on somebody: on a person by the id of their account or employee, or on me. */
export function ExportButton({ of, label }: { of: { id: string; name: string } | 'me'; label?: string }) {
  const { t } = useTranslation()
  const saving = useExport(of)
  return (
    <Button variant="default" w="fit-content" loading={saving.isPending} onClick={() => saving.mutate()}>
      {label ?? t('privacy.export')}
    </Button>
  )
}

/** The same for a menu. */
export function useExport(of: { id: string; name: string } | 'me') {
  const [path, name] = of === 'me' ? ['/api/me/export', 'my-data'] : [`/api/people/${of.id}/export`, of.name]
  return useMutation({ mutationFn: () => saveFile(path, `${name}.zip`), onError: noticeFailure })
}
