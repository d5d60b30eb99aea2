import { Checkbox, NumberInput, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { useToday } from '../ui/company.ts'
import { showHours } from '../ui/formats.ts'
import { noticeDone } from '../ui/notices.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'
import { FormEnd } from './form-end.tsx'
import { allLeaveTypes } from './queries.ts'

interface Props {
  employeeId: string
  onDone: () => void
}

/** Adds hours to a balance, or takes them away, with the reason. */
export function AdjustmentForm({ employeeId, onDone }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const types = useQuery(allLeaveTypes)
  const defaultType = types.data?.find(({ is_default }) => is_default)?.id ?? null
  const { form, problem, submit } = useEditForm({
    stored: {
      leave_type_id: null as string | null,
      hours: '' as number | string,
      date: useToday(),
      note: '',
      carried_over: false,
    },
    send: ({ leave_type_id, hours, ...rest }) =>
      bodyOf(
        api.POST('/api/employees/{id}/adjustments', {
          params: { path: { id: employeeId } },
          body: { leave_type_id: leave_type_id ?? defaultType ?? '', hours: hours as number, ...rest },
        }),
      ),
    onSaved: ({ hours }) => {
      noticeDone(t('people.balance.adjusted', { hours: showHours(hours) }))
      onDone()
      void queries.invalidateQueries()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <Select
            label={t('people.leaveType')}
            data={types.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
            allowDeselect={false}
            {...form.getInputProps('leave_type_id')}
            value={form.values.leave_type_id ?? defaultType}
          />
          <NumberInput
            label={t('people.balance.hours')}
            description={t('people.balance.hoursHint')}
            withAsterisk
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            allowedDecimalSeparators={[',', '.']}
            {...form.getInputProps('hours')}
          />
          <TextInput type="date" label={t('people.balance.date')} {...form.getInputProps('date')} />
        </SimpleGrid>
        <Textarea
          label={t('people.balance.note')}
          withAsterisk
          autosize
          maxLength={2000}
          {...form.getInputProps('note')}
        />
        <Checkbox
          label={t('people.balance.carriedOver')}
          description={t('people.balance.carriedOverHint')}
          {...form.getInputProps('carried_over', { type: 'checkbox' })}
        />
        <FormEnd problem={problem} isBusy={form.submitting} button={t('people.balance.save')} onCancel={onDone} />
      </Stack>
    </form>
  )
}
