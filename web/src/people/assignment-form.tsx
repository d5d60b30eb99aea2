import { Select, Stack, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { useToday } from '../ui/company.ts'
import { noticeDone } from '../ui/notices.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'
import { FormEnd } from './form-end.tsx'
import { allLeaveTypes, allPolicies } from './queries.ts'

/** Gives a person another policy, or none, from a day on. */
export function AssignmentForm({ employeeId, onDone }: { employeeId: string; onDone: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const types = useQuery(allLeaveTypes)
  const policies = useQuery(allPolicies)
  const { form, problem, submit } = useEditForm({
    stored: { leave_type_id: null as string | null, policy_id: null as string | null, effective_from: useToday() },
    send: ({ leave_type_id, policy_id, effective_from }) => {
      const path = {
        id: employeeId,
        leave_type_id: leave_type_id ?? types.data?.find(({ is_default }) => is_default)?.id ?? '-',
        effective_from: effective_from || '-',
      }
      return bodyOf(
        api.PUT('/api/employees/{id}/policies/{leave_type_id}/{effective_from}', {
          params: { path },
          body: { policy_id },
        }),
      )
    },
    onSaved: () => {
      noticeDone(t('people.assignment.added'))
      onDone()
      void queries.invalidateQueries()
    },
  })
  const type = form.values.leave_type_id ?? types.data?.find(({ is_default }) => is_default)?.id ?? null
  const offered = policies.data?.filter(({ leave_type_id }) => leave_type_id === type) ?? []
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Select
          label={t('people.leaveType')}
          data={types.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          allowDeselect={false}
          {...form.getInputProps('leave_type_id')}
          value={type}
          onChange={(value) => form.setValues({ leave_type_id: value, policy_id: null })}
        />
        <Select
          label={t('people.policy.one')}
          data={offered.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder={t('people.assignment.noPolicy')}
          clearable
          clearButtonProps={{ 'aria-label': t('people.form.clear', { label: t('people.policy.one') }) }}
          nothingFoundMessage={t('people.policy.none')}
          {...form.getInputProps('policy_id')}
        />
        <TextInput
          type="date"
          label={t('people.effectiveFrom')}
          withAsterisk
          {...form.getInputProps('effective_from')}
        />
        <FormEnd problem={problem} isBusy={form.submitting} button={t('people.assignment.save')} onCancel={onDone} />
      </Stack>
    </form>
  )
}
