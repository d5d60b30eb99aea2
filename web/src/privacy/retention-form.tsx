import { Button, NumberInput, Select, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../api/client.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { noticeDone } from '../ui/notices.tsx'
import { Problem } from '../ui/problem.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'

type Retention = Schema<'Retention'>
type Change = Schema<'RetentionChange'>

const NUMBERS = ['leavers_months', 'notes_months', 'session_days'] as const

interface Props {
  retention: Retention
  etag: string
  queryKey: readonly string[]
}

/** What the company keeps for how long. Says how much would go, and asks, before anything does. */
export function RetentionForm({ retention, etag, queryKey }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { version: _version, updated_at: _updated, due, ...stored } = retention
  const { form, problem, submit } = useEditForm({
    stored,
    etag,
    send: async (body: Change) => {
      const rehearsed = await bodyOf(api.PATCH('/api/retention', { params: { query: { dry_run: true } }, body }))
      if (isMuch(rehearsed.due) && !(await isMeant(dueText(rehearsed.due)))) return undefined
      return bodyOf(api.PATCH('/api/retention', { headers: { 'if-match': etag }, body }))
    },
    reread: () => queries.invalidateQueries({ queryKey }),
    onSaved: (saved) => {
      if (saved === undefined) return
      noticeDone(t('settings.saved'))
      void queries.invalidateQueries({ queryKey })
    },
  })
  const dueText = ({ leavers, notes, sessions }: Retention['due']) =>
    t('privacy.retention.due', {
      leavers: t('privacy.retention.people', { count: leavers }),
      notes: t('privacy.retention.notesCount', { count: notes }),
      sessions: t('privacy.retention.sessionsCount', { count: sessions }),
    })
  const isMeant = (text: string) =>
    new Promise<boolean>((resolve) => {
      confirmLoss({
        title: t('privacy.retention.question'),
        text,
        button: t('settings.save'),
        onConfirm: () => resolve(true),
        onCancel: () => resolve(false),
      })
    })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Problem text={problem} />
        {NUMBERS.map((name) => (
          <NumberInput
            key={name}
            label={t(`privacy.retention.${name}`)}
            description={t(`privacy.retention.${name}Hint`)}
            placeholder={t('privacy.retention.off')}
            min={1}
            max={name === 'session_days' ? 365 : 240}
            allowDecimal={false}
            maw={320}
            {...form.getInputProps(name)}
            value={form.values[name] ?? ''}
            onChange={(value) => form.setFieldValue(name, value === '' ? null : Number(value))}
          />
        ))}
        <Select
          label={t('privacy.retention.named_replies')}
          allowDeselect={false}
          maw={320}
          data={(['unlink', 'delete'] as const).map((value) => ({
            value,
            label: t(`privacy.retention.replies.${value}`),
          }))}
          {...form.getInputProps('named_replies')}
        />
        {isMuch(due) && <Text size="sm">{dueText(due)}</Text>}
        <Button type="submit" w="fit-content" loading={form.submitting}>
          {t('settings.save')}
        </Button>
      </Stack>
    </form>
  )
}

function isMuch({ leavers, notes, sessions }: Retention['due']): boolean {
  return leavers + notes + sessions > 0
}
