import { Button, Group } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { refusalOf } from '../api/client.ts'
import { accessToken, renewAccess } from '../auth/session.ts'
import { noticeFailure } from '../ui/notices.tsx'

/** Saves all replies as a file. A link could not send the token: the file is fetched, and then saved. */
export function ExportLinks({ surveyId }: { surveyId: string }) {
  const { t } = useTranslation()
  const save = useMutation({
    mutationFn: async (format: 'csv' | 'json') => {
      const path = `/api/surveys/${surveyId}/replies.${format}`
      const send = () => fetch(path, { headers: { authorization: `Bearer ${accessToken()}` } })
      let answer = await send()
      if (answer.status === 401 && (await renewAccess())) answer = await send()
      if (!answer.ok) throw refusalOf(answer.status, await answer.json())
      const url = URL.createObjectURL(await answer.blob())
      Object.assign(document.createElement('a'), { href: url, download: `replies.${format}` }).click()
      URL.revokeObjectURL(url)
    },
    onError: noticeFailure,
  })
  return (
    <Group gap="xs">
      {(['csv', 'json'] as const).map((format) => (
        <Button key={format} size="xs" variant="default" loading={save.isPending} onClick={() => save.mutate(format)}>
          {t(`results.${format}`)}
        </Button>
      ))}
    </Group>
  )
}
