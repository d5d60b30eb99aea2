import { Button, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { SharedLink } from '../ui/shared-link.tsx'
import { readOf, type Survey, showChanged } from './queries.ts'

/** Where everybody finds a survey: as an address, and as a code to print; it can be exchanged for another one. */
export function PublicLink({ survey, url }: { survey: Survey; url: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const renew = useMutation({
    mutationFn: () => readOf(api.PUT('/api/surveys/{id}/public-key', { params: { path: { id: survey.id } } })),
    onSuccess: (renewed) => {
      showChanged(queries, renewed)
      noticeDone(t('share.renewed'))
    },
    onError: noticeFailure,
  })
  const ask = () =>
    confirmLoss({
      title: t('share.renew'),
      text: t('share.renewText'),
      button: t('share.renewDo'),
      onConfirm: () => renew.mutate(),
    })
  return (
    <Stack gap="xs">
      <SharedLink label={t('share.link')} url={url} code={t('share.code')} />
      {survey.open_by_id && (
        <Text size="sm" c="dimmed">
          {t('share.openById')}
        </Text>
      )}
      {survey.can.includes('renew_public_key') && (
        <Button variant="subtle" color="gray" w="fit-content" loading={renew.isPending} onClick={ask}>
          {t('share.renew')}
        </Button>
      )}
    </Stack>
  )
}
