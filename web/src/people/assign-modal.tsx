import { Alert, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { useToday } from '../ui/company.ts'
import { showDay, showNumber } from '../ui/formats.ts'
import { noticeDone } from '../ui/notices.tsx'
import { Loaded } from '../ui/states.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'
import { FormEnd } from './form-end.tsx'
import { PeopleChoice } from './people-choice.tsx'
import { shareOf } from './policy-share.ts'
import type { Policy } from './policy-values.ts'
import { policyOf } from './queries.ts'

interface Props {
  policyId: string | undefined
  onClose: () => void
}

/** Gives a policy to many people at once. */
export function AssignModal({ policyId, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={policyId !== undefined}
      onClose={onClose}
      title={t('people.policy.assign')}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('people.close') }}
    >
      {policyId !== undefined && <Assignment policyId={policyId} onClose={onClose} />}
    </Modal>
  )
}

function Assignment({ policyId, onClose }: { policyId: string; onClose: () => void }) {
  return (
    <Loaded query={useQuery(policyOf(policyId))}>{({ data }) => <AssignForm policy={data} onDone={onClose} />}</Loaded>
  )
}

function AssignForm({ policy, onDone }: { policy: Policy; onDone: () => void }) {
  const { t } = useTranslation()
  const { id, name } = policy
  const queries = useQueryClient()
  const { form, problem, submit } = useEditForm({
    stored: { employee_ids: [] as string[], effective_from: useToday() },
    send: (values) => {
      const body = { ...values, from_first_day: true }
      return bodyOf(api.POST('/api/time-off/policies/{id}/assignments', { params: { path: { id } }, body }))
    },
    onSaved: ({ employee_ids }) => {
      noticeDone(t('people.policy.assignDone', { count: employee_ids.length }))
      onDone()
      void queries.invalidateQueries()
    },
  })
  const share = shareOf(policy, form.values.effective_from)
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <TextInput
          type="date"
          w="fit-content"
          label={t('people.effectiveFrom')}
          withAsterisk
          data-autofocus
          description={t('people.policy.fromFirstDay')}
          {...form.getInputProps('effective_from')}
        />
        {share && (
          <Alert color="orange" role="status">
            {t('people.policy.share', {
              day: showDay(form.values.effective_from),
              first: showDay(share.first),
              whole: t(`people.policySays.${policy.unit}`, { count: share.whole, shown: showNumber(share.whole) }),
              share: showNumber(share.amount, { maximumFractionDigits: 1 }),
            })}
          </Alert>
        )}
        <PeopleChoice
          chosen={form.values.employee_ids}
          onChange={(ids) => form.setFieldValue('employee_ids', ids)}
          error={form.errors.employee_ids}
        />
        <FormEnd
          problem={problem}
          isBusy={form.submitting}
          button={t('people.policy.assignTo', { count: form.values.employee_ids.length })}
          onCancel={onDone}
        />
      </Stack>
    </form>
  )
}
