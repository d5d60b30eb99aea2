import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { showInstant } from '../ui/formats.ts'
import { noticeFailure } from '../ui/notices.tsx'
import { type Read, readOf, showChanged } from './queries.ts'

/** Whether a survey takes replies now, and why not; closes it, and opens it again. */
export function Opening({ survey }: Read) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const params = { params: { path: { id: survey.id } } }
  const isOpen = survey.closed_at === null
  const turn = useMutation({
    mutationFn: () =>
      readOf(isOpen ? api.POST('/api/surveys/{id}/closure', params) : api.DELETE('/api/surveys/{id}/closure', params)),
    onSuccess: (turned) => showChanged(queries, turned),
    onError: noticeFailure,
  })
  const isFinal = isOpen && survey.anonymous && survey.results_when === 'closed'
  const ask = () => {
    if (!isFinal) return turn.mutate()
    confirmLoss({
      ...{ title: t('share.closeTitle'), text: t('share.closeText'), button: t('share.close') },
      onConfirm: () => turn.mutate(),
    })
  }
  const isOverdue = survey.state === 'closed' && survey.closed_at === null
  const when = { scheduled: survey.opens_at, open: survey.due_at, closed: survey.closed_at ?? survey.due_at }
  const instant = when[survey.state as keyof typeof when]
  const sentence = `opening.${survey.state}${survey.state === 'open' && !survey.due_at ? 'Ended' : ''}`
  return (
    <Group>
      <Text>
        {t(isOverdue && !isFinal ? 'opening.overdue' : sentence, { when: instant ? showInstant(instant) : '' })}
      </Text>
      {(survey.can.includes('close') || survey.can.includes('reopen')) && !isOverdue && (
        <Button size="xs" variant="default" loading={turn.isPending} onClick={ask}>
          {t(isOpen ? 'share.close' : 'share.reopen')}
        </Button>
      )}
    </Group>
  )
}
