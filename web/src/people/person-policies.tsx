import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { allOf, api, bodyOf, type Schema } from '../api/client.ts'
import { showDay } from '../ui/formats.ts'
import { noticeFailure, noticeWithUndo } from '../ui/notices.tsx'
import { Loaded } from '../ui/states.tsx'
import { AssignmentForm } from './assignment-form.tsx'
import { allLeaveTypes, type Employee } from './queries.ts'
import { Section } from './section.tsx'

type Assignment = Schema<'PolicyAssignment'>

/** Which policies a person has, and from when. */
export function PersonPolicies({ person: { id, can } }: { person: Employee }) {
  const { t } = useTranslation()
  const mayAssign = can.includes('assign_policies')
  const queries = useQueryClient()
  const [isAdding, setIsAdding] = useState(false)
  const query = useQuery({
    queryKey: ['policies', 'of', id],
    queryFn: () => allOf((page) => api.GET('/api/employees/{id}/policies', { params: { path: { id }, query: page } })),
  })
  const types = useQuery(allLeaveTypes)
  const nameOf = (type: string) => types.data?.find((one) => one.id === type)?.name ?? ''
  const at = ({ leave_type_id, effective_from }: Assignment) => ({ path: { id, leave_type_id, effective_from } })
  const path = '/api/employees/{id}/policies/{leave_type_id}/{effective_from}'
  const restore = useMutation({
    mutationFn: (assignment: Assignment) =>
      bodyOf(api.PUT(path, { params: at(assignment), body: { policy_id: assignment.policy?.id ?? null } })),
    onSuccess: () => queries.invalidateQueries(),
    onError: noticeFailure,
  })
  const remove = useMutation({
    mutationFn: (assignment: Assignment) => bodyOf(api.DELETE(path, { params: at(assignment) })),
    onSuccess: (_, assignment) => {
      noticeWithUndo(t('people.assignment.removed'), () => restore.mutate(assignment))
      return queries.invalidateQueries()
    },
    onError: noticeFailure,
  })
  return (
    <Section title={t('people.assignment.title')}>
      <Loaded query={query} isEmpty={(rows) => rows.length === 0} empty={t('people.assignment.none')}>
        {(assignments) => (
          <Stack gap="xs">
            {assignments.map((assignment) => (
              <Group
                key={assignment.leave_type_id + assignment.effective_from}
                justify="space-between"
                wrap="nowrap"
                align="start"
              >
                <div>
                  <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
                    {assignment.policy?.name ?? t('people.assignment.noPolicy')}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {nameOf(assignment.leave_type_id)}, {t('people.from', { day: showDay(assignment.effective_from) })}
                  </Text>
                </div>
                {mayAssign && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    flex="none"
                    aria-label={t('people.assignment.remove', {
                      name: assignment.policy?.name ?? t('people.assignment.noPolicy'),
                      day: showDay(assignment.effective_from),
                    })}
                    onClick={() => remove.mutate(assignment)}
                  >
                    {t('people.takeAway')}
                  </Button>
                )}
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
      {mayAssign && isAdding && <AssignmentForm employeeId={id} onDone={() => setIsAdding(false)} />}
      {mayAssign && !isAdding && (
        <Button variant="default" w="fit-content" onClick={() => setIsAdding(true)}>
          {t('people.assignment.add')}
        </Button>
      )}
    </Section>
  )
}
