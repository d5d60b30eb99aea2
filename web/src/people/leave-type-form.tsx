import { Checkbox, ColorInput, NumberInput, Radio, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { showHours } from '../ui/formats.ts'
import { noticeDone } from '../ui/notices.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'
import { BlackoutsInput } from './blackouts-input.tsx'
import { FormEnd } from './form-end.tsx'
import { bodyOfLeaveType, type LeaveType, NEW_LEAVE_TYPE, valuesOf } from './leave-type-values.ts'
import { leaveTypeOf } from './queries.ts'

const SWATCHES = ['#2f9e44', '#1971c2', '#e03131', '#f08c00', '#9c36b5', '#0c8599', '#6741d9', '#495057']
const USUAL_OVERDRAFT = -16

interface Props {
  /** Left out for a new one. */
  read?: { data: LeaveType; etag: string }
  onDone: () => void
}

/** Makes or changes a leave type. */
export function LeaveTypeForm({ read, onDone }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { form, problem, submit } = useEditForm({
    stored: read ? valuesOf(read.data) : NEW_LEAVE_TYPE,
    ...(read && { etag: read.etag, reread: () => queries.refetchQueries(leaveTypeOf(read.data.id)) }),
    send: (values) => {
      const body = bodyOfLeaveType(values)
      if (!read) return bodyOf(api.POST('/api/time-off/leave-types', { body }))
      const params = { path: { id: read.data.id } }
      return bodyOf(api.PATCH('/api/time-off/leave-types/{id}', { params, headers: { 'if-match': read.etag }, body }))
    },
    onSaved: ({ name }) => {
      noticeDone(t('people.type.saved', { name }))
      void queries.invalidateQueries()
      onDone()
    },
  })
  const floor = form.values.floor_hours
  const kind = floor === null ? 'endless' : floor === 0 ? 'none' : 'some'
  const floors = { none: 0, some: USUAL_OVERDRAFT, endless: null }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={t('people.type.name')} withAsterisk data-autofocus {...form.getInputProps('name')} />
          <ColorInput
            label={t('people.type.colour')}
            swatches={SWATCHES}
            withEyeDropper={false}
            {...form.getInputProps('colour')}
          />
        </SimpleGrid>
        <Checkbox
          label={t('people.type.needsApproval')}
          description={t('people.type.needsApprovalHint')}
          {...form.getInputProps('needs_approval', { type: 'checkbox' })}
        />
        <Radio.Group
          label={t('people.type.floor')}
          value={kind}
          onChange={(chosen) => form.setFieldValue('floor_hours', floors[chosen as keyof typeof floors])}
        >
          <Stack gap={6} mt={6}>
            {(['none', 'some', 'endless'] as const).map((each) => (
              <Radio key={each} value={each} label={t(`people.type.floors.${each}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {kind === 'some' && (
          <NumberInput
            label={t('people.type.floorHours')}
            description={t('people.type.floorSays', { hours: showHours(Number(floor)) })}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            allowedDecimalSeparators={[',', '.']}
            {...form.getInputProps('floor_hours')}
          />
        )}
        <BlackoutsInput form={form} />
        <FormEnd problem={problem} isBusy={form.submitting} button={t('people.save')} onCancel={onDone} />
      </Stack>
    </form>
  )
}
