import { Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sentenceOf } from '../ui/sentences.ts'
import { type AbsentPerson, awayFrom } from './queries.ts'
import { showSpan } from './spans.ts'

const SHOWN = 8

interface Props {
  start: string
  end: string
  /** Whose colleagues: those of the same team, or everybody where there is none. */
  employeeId: string
  /** The person's team; left out where it is not known, and found in the calendar. */
  team?: string | null
  title: string
}

/** Who else of somebody's team is away in these days, with names and days. */
export function AwayWith({ start, end, employeeId, team, title }: Props) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const { data, error } = useQuery({ ...awayFrom(start, end, team), enabled: start <= end })
  if (error) return <Text size="sm">{sentenceOf(error)}</Text>
  if (!data) return null
  const others = colleaguesOf(employeeId, data)
  const shown = all ? others : others.slice(0, SHOWN)
  if (others.length === 0) return <Text size="sm">{t('away.nobody')}</Text>
  return (
    <Stack gap={2} align="start">
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {shown.map(({ employee, absences }) => (
        <Text key={employee.id} size="sm">
          {employee.name}: {absences.map(sayAbsence).join('; ')}
        </Text>
      ))}
      {others.length > shown.length && (
        <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
          {t('away.more', { count: others.length - shown.length })}
        </Button>
      )}
    </Stack>
  )

  function sayAbsence(absence: AbsentPerson['absences'][number]): string {
    return absence.status === 'pending' ? t('away.pending', { days: showSpan(absence) }) : showSpan(absence)
  }
}

/** Of those who are away, the others of a person's team; everybody else where the person has none. */
function colleaguesOf(id: string, away: readonly AbsentPerson[]): AbsentPerson[] {
  const team = away.find(({ employee }) => employee.id === id)?.employee.team ?? null
  return away.filter(({ employee }) => employee.id !== id && (team === null || employee.team === team))
}
