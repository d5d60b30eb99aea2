import { Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, pageOf } from '../api/client.ts'
import { useMay } from '../auth/session.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { noticeFailure } from '../ui/notices.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Pages } from '../ui/pages.tsx'
import { AssignModal } from './assign-modal.tsx'
import { EditModal } from './edit-modal.tsx'
import { PolicyForm } from './policy-form.tsx'
import { type Policy, sayPolicy } from './policy-values.ts'
import { allLeaveTypes, policyOf } from './queries.ts'

const route = getRouteApi('/people/policies')

/** How much of each leave type people get, and when: the terms to choose from. */
export function PoliciesPage() {
  const { t } = useTranslation()
  usePageTitle(t('people.tab.policies'))
  const mayManage = useMay('manage_time_off')
  const { edit, assign } = route.useSearch()
  const navigate = route.useNavigate()
  const close = () => void navigate({ search: {} })
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t('people.tab.policies')}</Title>
        {mayManage && (
          <Button onClick={() => void navigate({ search: { edit: 'new' } })}>{t('people.policy.make')}</Button>
        )}
      </Group>
      <Text c="dimmed">{t('people.policy.hint')}</Text>
      <Pages
        queryKey={['policies', 'list']}
        pageAt={(page) => pageOf(api.GET('/api/time-off/policies', { params: { query: page } }))}
        empty={t('people.policy.none')}
      >
        {(policies) => policies.map((policy) => <PolicyCard key={policy.id} policy={policy} />)}
      </Pages>
      <EditModal
        edit={edit}
        titles={{ new: t('people.policy.make'), old: t('people.policy.change') }}
        read={policyOf}
        onClose={close}
      >
        {(read) => <PolicyForm {...(read && { read })} onDone={close} />}
      </EditModal>
      <AssignModal policyId={assign} onClose={close} />
    </Stack>
  )
}

function PolicyCard({ policy }: { policy: Policy }) {
  const { t } = useTranslation()
  const navigate = route.useNavigate()
  const queries = useQueryClient()
  const types = useQuery(allLeaveTypes)
  const { id, name, leave_type_id, assigned_employees, can } = policy
  const remove = useMutation({
    mutationFn: () => bodyOf(api.DELETE('/api/time-off/policies/{id}', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['policies'] }),
    onError: noticeFailure,
  })
  const ask = () =>
    confirmLoss({
      title: t('people.policy.deleteQuestion', { name }),
      text: t('people.policy.deleteText'),
      button: t('people.delete'),
      onConfirm: () => remove.mutate(),
    })
  return (
    <Card withBorder component="section" aria-label={name}>
      <Stack gap="xs">
        <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Title>
        <Text size="sm">{sayPolicy(policy)}</Text>
        <Text size="sm" c="dimmed">
          {types.data?.find((type) => type.id === leave_type_id)?.name} ·{' '}
          {t('people.policy.assigned', { count: assigned_employees })}
        </Text>
        <Group gap="xs">
          {can.includes('assign') && (
            <Button size="xs" onClick={() => void navigate({ search: { assign: id } })}>
              {t('people.policy.assign')}
            </Button>
          )}
          {can.includes('edit') && (
            <Button size="xs" variant="default" onClick={() => void navigate({ search: { edit: id } })}>
              {t('people.change')}
            </Button>
          )}
          {can.includes('delete') && (
            <Button size="xs" variant="default" loading={remove.isPending} onClick={ask}>
              {t('people.delete')}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  )
}
