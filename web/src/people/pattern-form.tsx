import { Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { useToday } from '../ui/company.ts'
import { noticeDone } from '../ui/notices.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'
import { FormEnd } from './form-end.tsx'
import { personOf, type Touched } from './queries.ts'
import { weekSent } from './week.ts'
import { WeekInput } from './week-input.tsx'

interface Props {
  employeeId: string
  etag: string
  /** The week to begin with. */
  hours: number[]
  /** With the requests that were touched; without them when nothing was changed. */
  onDone: (touched?: Touched[]) => void
}

/** Other hours of work, from a day on. */
export function PatternForm({ employeeId, etag, hours, onDone }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { form, problem, submit } = useEditForm({
    stored: { effective_from: useToday(), hours: hours as (number | string)[] },
    send: ({ effective_from, hours }) =>
      bodyOf(
        api.PUT('/api/employees/{id}/working-patterns/{effective_from}', {
          params: { path: { id: employeeId, effective_from: effective_from || '-' } },
          headers: { 'if-match': etag },
          body: { hours: weekSent(hours) },
        }),
      ),
    onSaved: ({ touched_requests }) => {
      noticeDone(t('people.pattern.added'))
      onDone(touched_requests)
    },
    reread: () => queries.refetchQueries(personOf(employeeId)),
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          type="date"
          w="fit-content"
          label={t('people.effectiveFrom')}
          withAsterisk
          {...form.getInputProps('effective_from')}
        />
        <WeekInput form={form} field="hours" />
        <FormEnd
          problem={problem}
          isBusy={form.submitting}
          button={t('people.pattern.save')}
          onCancel={() => onDone()}
        />
      </Stack>
    </form>
  )
}
