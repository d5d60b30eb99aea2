import { Button, CopyButton, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { renderSVG } from 'uqr'
import { api } from '../api/client.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { readOf, type Survey, showChanged } from './queries.ts'

/** Where everybody finds a survey: as an address, and as a code to print; it can be exchanged for another one. */
export function PublicLink({ survey, url }: { survey: Survey; url: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const code = `data:image/svg+xml,${encodeURIComponent(renderSVG(url))}`
  const renew = useMutation({
    mutationFn: () => readOf(api.PUT('/api/surveys/{id}/public-key', { params: { path: { id: survey.id } } })),
    onSuccess: (renewed) => {
      showChanged(queries, renewed)
      noticeDone(t('share.renewed'))
    },
    onError: noticeFailure,
  })
  return (
    <Group align="start">
      <img src={code} width={140} height={140} alt={t('share.code')} />
      <Stack gap="xs" flex={1} miw={220}>
        <TextInput label={t('share.link')} value={url} readOnly onFocus={(event) => event.currentTarget.select()} />
        <Group gap="xs">
          <CopyButton value={url}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {t(copied ? 'share.copied' : 'share.copy')}
              </Button>
            )}
          </CopyButton>
          <Button
            variant="subtle"
            color="gray"
            loading={renew.isPending}
            onClick={() =>
              confirmLoss({
                title: t('share.renew'),
                text: t('share.renewText'),
                button: t('share.renewDo'),
                onConfirm: () => renew.mutate(),
              })
            }
          >
            {t('share.renew')}
          </Button>
        </Group>
      </Stack>
    </Group>
  )
}
