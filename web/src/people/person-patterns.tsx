import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../api/client.ts'
import { showDay, showNumber } from '../ui/formats.ts'
import { noticeFailure, noticeWithUndo } from '../ui/notices.tsx'
import { PatternForm } from './pattern-form.tsx'
import type { Employee, Touched } from './queries.ts'
import { Section } from './section.tsx'
import { TouchedRequests } from './touched-requests.tsx'
import { hoursOfWeek } from './week.ts'

type Pattern = Schema<'WorkingPattern'>

interface Props {
  person: Employee
  etag: string
}

/** The hours of a person's weeks, and from when on each of them holds. */
export function PersonPatterns({ person: { id, working_patterns = [], can }, etag }: Props) {
  const { t } = useTranslation()
  const mayEdit = can.includes('edit_working_patterns')
  const queries = useQueryClient()
  const [isAdding, setIsAdding] = useState(false)
  const [touched, setTouched] = useState<Touched[]>()
  const refresh = (requests: Touched[]) => {
    setTouched(requests)
    return queries.invalidateQueries()
  }
  const at = ({ effective_from }: Pattern) => ({ path: { id, effective_from } })
  const restore = useMutation({
    mutationFn: (pattern: Pattern) =>
      bodyOf(
        api.PUT('/api/employees/{id}/working-patterns/{effective_from}', {
          params: at(pattern),
          body: { hours: pattern.hours },
        }),
      ),
    onSuccess: ({ touched_requests }) => refresh(touched_requests),
    onError: noticeFailure,
  })
  const remove = useMutation({
    mutationFn: (pattern: Pattern) =>
      bodyOf(
        api.DELETE('/api/employees/{id}/working-patterns/{effective_from}', {
          params: at(pattern),
          headers: { 'if-match': etag },
        }),
      ),
    onSuccess: ({ touched_requests }, pattern) => {
      noticeWithUndo(t('people.pattern.removed'), () => restore.mutate(pattern))
      return refresh(touched_requests)
    },
    onError: (error) => {
      noticeFailure(error)
      void queries.invalidateQueries({ queryKey: ['employees'] })
    },
  })
  return (
    <Section title={t('people.pattern.title')}>
      <Stack gap="xs">
        {working_patterns.map((pattern, at) => (
          <Group key={pattern.effective_from} justify="space-between" wrap="nowrap" align="start">
            <div>
              <Text size="sm" fw={600}>
                {t('people.from', { day: showDay(pattern.effective_from) })}
              </Text>
              <Text size="sm" c="dimmed">
                {t('people.pattern.week', {
                  days: pattern.hours.map((hours) => showNumber(hours)).join(' · '),
                  hours: showNumber(hoursOfWeek(pattern.hours)),
                })}
              </Text>
            </div>
            {mayEdit && at > 0 && (
              <Button
                size="compact-sm"
                variant="default"
                flex="none"
                aria-label={t('people.pattern.remove', { day: showDay(pattern.effective_from) })}
                onClick={() => remove.mutate(pattern)}
              >
                {t('people.takeAway')}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      <TouchedRequests requests={touched} onClose={() => setTouched(undefined)} />
      {mayEdit && isAdding && (
        <PatternForm
          employeeId={id}
          etag={etag}
          hours={working_patterns.at(-1)?.hours ?? []}
          onDone={(requests) => {
            setIsAdding(false)
            if (requests) void refresh(requests)
          }}
        />
      )}
      {mayEdit && !isAdding && (
        <Button variant="default" w="fit-content" onClick={() => setIsAdding(true)}>
          {t('people.pattern.add')}
        </Button>
      )}
    </Section>
  )
}
