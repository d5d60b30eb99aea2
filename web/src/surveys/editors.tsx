import { ActionIcon, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, pageOf, type Schema } from '../api/client.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { showRefusal } from '../ui/form-errors.ts'
import { noticeFailure, noticeWithUndo } from '../ui/notices.tsx'
import { Pages } from '../ui/pages.tsx'
import { type Survey, surveyOf } from './queries.ts'

/** Who works on a survey beside its owner; who manages it adds them, and takes them out again. */
export function Editors({ survey }: { survey: Survey }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { id } = survey
  const queryKey = ['surveys', id, 'editors']
  const again = () => {
    void queries.invalidateQueries({ queryKey })
    // A change of the editors is one of the survey: its tag has moved on.
    void queries.invalidateQueries({ queryKey: surveyOf(id).queryKey, exact: true })
    // Links are on hold once who made them is no editor.
    void queries.invalidateQueries({ queryKey: ['surveys', id, 'links'] })
  }
  const put = useMutation({
    mutationFn: (user_id: string) =>
      bodyOf(api.PUT('/api/surveys/{id}/editors/{user_id}', { params: { path: { id, user_id } } })),
    onSuccess: again,
    onError: noticeFailure,
  })
  const remove = useMutation({
    mutationFn: (editor: Schema<'SurveyEditor'>) =>
      bodyOf(api.DELETE('/api/surveys/{id}/editors/{user_id}', { params: { path: { id, user_id: editor.id } } })),
    onSuccess: (_nothing, editor) => {
      if (editor.can.includes('leave')) {
        void queries.invalidateQueries({ queryKey: ['surveys', 'mine'] })
        return navigate({ to: '/surveys', ignoreBlocker: true })
      }
      noticeWithUndo(t('editors.removed', { name: editor.username }), () => put.mutate(editor.id))
      return again()
    },
    onError: noticeFailure,
  })
  const leave = (editor: Schema<'SurveyEditor'>) =>
    confirmLoss({
      title: t('editors.leave'),
      text: t('editors.leaveText'),
      button: t('editors.leaveDo'),
      onConfirm: () => remove.mutate(editor),
    })
  return (
    <Stack gap="sm" component="section" aria-label={t('editors.title')}>
      <Title order={2} size="h4">
        {t('editors.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('editors.hint', { owner: survey.owner?.username ?? '–' })}
      </Text>
      <Pages
        queryKey={queryKey}
        pageAt={(query) => pageOf(api.GET('/api/surveys/{id}/editors', { params: { path: { id }, query } }))}
        empty={t('editors.none')}
      >
        {(editors) =>
          editors.map((editor) => (
            <Group key={editor.id} gap="xs">
              <Text style={{ overflowWrap: 'anywhere' }}>{editor.username}</Text>
              {editor.can.length > 0 && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('editors.remove', { name: editor.username })}
                  onClick={() => (editor.can.includes('leave') ? leave(editor) : remove.mutate(editor))}
                >
                  <IconX size={16} />
                </ActionIcon>
              )}
            </Group>
          ))
        }
      </Pages>
      {survey.can.includes('manage_editors') && <AddEditor surveyId={id} onAdded={again} />}
    </Stack>
  )
}

function AddEditor({ surveyId, onAdded }: { surveyId: string; onAdded: () => void }) {
  const { t } = useTranslation()
  const form = useForm({ initialValues: { username: '' } })
  const add = useMutation({
    mutationFn: (body: { username: string }) =>
      bodyOf(api.POST('/api/surveys/{id}/editors', { params: { path: { id: surveyId } }, body })),
    onSuccess: () => {
      form.reset()
      onAdded()
    },
    onError: (error) => {
      const rest = showRefusal(form, error)
      if (rest !== undefined) form.setFieldError('username', rest)
    },
  })
  return (
    <form onSubmit={form.onSubmit(({ username }) => add.mutate({ username: username.trim() }))}>
      <Group align="start" gap="xs">
        <TextInput
          aria-label={t('editors.name')}
          placeholder={t('editors.name')}
          required
          {...form.getInputProps('username')}
        />
        <Button type="submit" variant="default" loading={add.isPending}>
          {t('editors.add')}
        </Button>
      </Group>
    </form>
  )
}
