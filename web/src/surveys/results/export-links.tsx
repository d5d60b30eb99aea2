import { Button, Group } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { saveFile } from '../../api/save-file.ts'
import { noticeFailure } from '../../ui/notices.tsx'

/** Saves all replies as a file. */
export function ExportLinks({ surveyId }: { surveyId: string }) {
  const { t } = useTranslation()
  const save = useMutation({
    mutationFn: (format: 'csv' | 'json') => saveFile(`/api/surveys/${surveyId}/replies.${format}`, `replies.${format}`),
    onError: noticeFailure,
  })
  return (
    <Group gap="xs">
      {(['csv', 'json'] as const).map((format) => (
        <Button
          key={format}
          size="xs"
          variant="default"
          loading={save.isPending && save.variables === format}
          onClick={() => save.mutate(format)}
        >
          {t(`results.${format}`)}
        </Button>
      ))}
    </Group>
  )
}
