import { Alert, Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../api/client.ts'
import { showRefusal } from '../ui/form-errors.ts'
import { noticeDone } from '../ui/notices.tsx'
import { Problem } from '../ui/problem.tsx'
import { Loaded } from '../ui/states.tsx'

interface Props {
  /** Of the account or the employee. */
  id: string
  name: string
  isOpen: boolean
  onClose: () => void
}

/** Says what erasing a person does, and has their name typed in before it does it. */
export function EraseModal({ id, name, isOpen, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('privacy.erase.title', { name })}
      closeButtonProps={{ 'aria-label': t('people.close') }}
    >
      {isOpen && <Preview id={id} onClose={onClose} />}
    </Modal>
  )
}

function Preview({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery({
    queryKey: ['erasure', id],
    queryFn: () => bodyOf(api.GET('/api/people/{id}/erasure', { params: { path: { id } } })),
    // What was counted for an earlier look may be more by now.
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <Loaded query={query}>
      {(preview) =>
        preview.can.includes('erase') ? (
          <EraseForm id={id} preview={preview} onClose={onClose} />
        ) : (
          <Refused text={preview.refusal} onClose={onClose} />
        )
      }
    </Loaded>
  )
}

function Refused({ text, onClose }: { text: string | null; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Stack>
      <Alert color="yellow">{text}</Alert>
      <Group justify="end">
        <Button variant="default" onClick={onClose}>
          {t('people.close')}
        </Button>
      </Group>
    </Stack>
  )
}

function EraseForm({ id, preview, onClose }: { id: string; preview: Schema<'ErasurePreview'>; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [problem, setProblem] = useState<string>()
  const form = useForm({ initialValues: { name: '' } })
  const { name, counts, named_replies } = preview
  const submit = form.onSubmit(async (body) => {
    setProblem(undefined)
    try {
      const { pseudonym } = await bodyOf(api.POST('/api/people/{id}/erasure', { params: { path: { id } }, body }))
      noticeDone(t('privacy.erase.done', { name, pseudonym }))
      onClose()
      void queries.invalidateQueries()
    } catch (error) {
      setProblem(showRefusal(form, error))
    }
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Problem text={problem} />
        <Text size="sm">{t('privacy.erase.text')}</Text>
        <div>
          <Text size="sm" fw={600}>
            {t('privacy.erase.counts')}
          </Text>
          <List size="sm">
            {counts.map(({ kind, count }) => (
              <List.Item key={kind}>
                {t(`privacy.kind.${kind}`)}: {count}
              </List.Item>
            ))}
          </List>
        </div>
        {counts.some(({ kind }) => kind === 'survey_replies') && (
          <Text size="sm">{t(`privacy.erase.replies.${named_replies}`)}</Text>
        )}
        <TextInput
          label={t('privacy.erase.typeName', { name })}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {t('privacy.erase.keep')}
          </Button>
          <Button type="submit" color="red" disabled={form.values.name !== name} loading={form.submitting}>
            {t('privacy.erase.button')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
