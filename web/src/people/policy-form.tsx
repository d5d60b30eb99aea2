import { Alert, NumberInput, Radio, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { noticeDone } from '../ui/notices.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'
import { CarryOverInput } from './carry-over-input.tsx'
import { FormEnd } from './form-end.tsx'
import { bodyOfPolicy, type Policy, type PolicyValues, sayPolicy, valuesOf } from './policy-values.ts'
import { allLeaveTypes, policyOf } from './queries.ts'
import { YearStartInput } from './year-start-input.tsx'

interface Props {
  /** Left out for a new one. */
  read?: { data: Policy; etag: string }
  onDone: () => void
}

const NEW: PolicyValues = {
  ...{ name: '', leave_type_id: '', unit: 'days', allowance: 25, accrual: 'yearly', year_start: '01-01' },
  carry_over: { cap: 5, expires_after_months: 3 },
}

/** Makes or changes a policy, and says in words what it gives. */
export function PolicyForm({ read, onDone }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const types = useQuery(allLeaveTypes)
  const defaultType = types.data?.find(({ is_default }) => is_default)?.id ?? ''
  const { form, problem, submit } = useEditForm({
    stored: read ? valuesOf(read.data) : NEW,
    ...(read && { etag: read.etag, reread: () => queries.refetchQueries(policyOf(read.data.id)) }),
    send: (values) => {
      const body = bodyOfPolicy({ ...values, leave_type_id: values.leave_type_id || defaultType })
      if (!read) return bodyOf(api.POST('/api/time-off/policies', { body }))
      const params = { path: { id: read.data.id } }
      return bodyOf(api.PATCH('/api/time-off/policies/{id}', { params, headers: { 'if-match': read.etag }, body }))
    },
    onSaved: ({ name }) => {
      noticeDone(t('people.policy.saved', { name }))
      void queries.invalidateQueries({ queryKey: ['policies'] })
      onDone()
    },
  })
  const { values } = form
  const isFixed = read !== undefined && !read.data.can.includes('edit_terms')
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {isFixed && <Alert color="blue">{t('people.policy.fixed')}</Alert>}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={t('people.policy.name')} withAsterisk data-autofocus {...form.getInputProps('name')} />
          <Select
            label={t('people.leaveType')}
            data={types.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
            allowDeselect={false}
            disabled={isFixed}
            {...form.getInputProps('leave_type_id')}
            value={values.leave_type_id || defaultType}
          />
          <NumberInput
            label={t('people.policy.allowance')}
            withAsterisk
            allowedDecimalSeparators={[',', '.']}
            disabled={isFixed}
            {...form.getInputProps('allowance')}
          />
          <Select
            label={t('people.policy.unit')}
            description={t('people.policy.unitHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={(['days', 'hours'] as const).map((unit) => ({ value: unit, label: t(`people.policy.${unit}`) }))}
            allowDeselect={false}
            disabled={isFixed}
            {...form.getInputProps('unit')}
          />
        </SimpleGrid>
        <Radio.Group label={t('people.policy.accrual')} {...form.getInputProps('accrual')}>
          <Stack gap={6} mt={6}>
            {(['yearly', 'monthly'] as const).map((accrual) => (
              <Radio key={accrual} value={accrual} label={t(`people.policy.${accrual}`)} disabled={isFixed} />
            ))}
          </Stack>
        </Radio.Group>
        <YearStartInput
          value={values.year_start}
          onChange={(start) => form.setFieldValue('year_start', start)}
          disabled={isFixed}
          error={form.errors.year_start}
        />
        <CarryOverInput form={form} disabled={isFixed} />
        <Alert color="gray" title={t('people.policySays.title')} aria-live="polite">
          <Text size="sm">{sayPolicy(values)}</Text>
        </Alert>
        <FormEnd problem={problem} isBusy={form.submitting} button={t('people.save')} onCancel={onDone} />
      </Stack>
    </form>
  )
}
