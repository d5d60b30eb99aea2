import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { saveFile } from '../api/save-file.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { type Survey, surveyOf } from './queries.ts'

/** What can be done with a survey as a whole: a copy, a file, its end. */
export function SurveyMenu({ survey }: { survey: Survey }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const params = { params: { path: { id: survey.id } } }
  const again = () => queries.invalidateQueries({ queryKey: ['surveys', 'mine'] })
  const copy = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/surveys/{id}/copies', params)),
    onSuccess: ({ id }) => {
      void again()
      noticeDone(t('surveys.copied'))
      void navigate({ to: '/surveys/$id', params: { id } })
    },
    onError: noticeFailure,
  })
  const save = useMutation({
    mutationFn: () => saveFile(`/api/surveys/${survey.id}/file`, 'survey.json'),
    onError: noticeFailure,
  })
  const remove = useMutation({
    mutationFn: () => bodyOf(api.DELETE('/api/surveys/{id}', params)),
    onSuccess: async () => {
      await navigate({ to: '/surveys', ignoreBlocker: true })
      queries.removeQueries({ queryKey: surveyOf(survey.id).queryKey })
      void queries.invalidateQueries({ queryKey: ['surveys'] })
      noticeDone(t('surveys.deleted', { title: survey.title }))
    },
    onError: noticeFailure,
  })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          loading={copy.isPending || save.isPending || remove.isPending}
        >
          {t('surveys.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {survey.can.includes('copy') && (
          <>
            <Menu.Item onClick={() => copy.mutate()}>{t('surveys.copy')}</Menu.Item>
            <Menu.Item onClick={() => save.mutate()}>{t('surveys.file')}</Menu.Item>
          </>
        )}
        {survey.can.includes('delete') && (
          <Menu.Item
            color="red"
            onClick={() =>
              confirmLoss({
                title: t('surveys.delete'),
                text: t('surveys.deleteText', { title: survey.title, count: survey.reply_count }),
                button: t('surveys.deleteDo'),
                onConfirm: () => remove.mutate(),
              })
            }
          >
            {t('surveys.delete')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
