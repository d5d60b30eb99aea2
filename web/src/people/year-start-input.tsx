import { Group, NumberInput, Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { showDay } from '../ui/formats.ts'

const MONTHS = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, '0'))
const HIRE_DATE = 'hire_date'

interface Props {
  /** `04-06`, or `hire_date`. */
  value: string
  onChange: (value: string) => void
  disabled: boolean
  error: ReactNode
}

/** On which day leave years begin: one of the calendar, or the anniversary of each person's first day. */
export function YearStartInput({ value, onChange, disabled, error }: Props) {
  const { t } = useTranslation()
  const [month = '01', day = '01'] = value.split('-')
  const isHireDate = value === HIRE_DATE
  const monthName = (number: string) => showDay(`2026-${number}-01`, { month: 'long' })
  return (
    <Group align="start" wrap="nowrap" grow preventGrowOverflow={false}>
      <Select
        label={t('people.policy.yearStart')}
        data={[
          ...MONTHS.map((number) => ({ value: number, label: monthName(number) })),
          { value: HIRE_DATE, label: t('people.policy.hireDate') },
        ]}
        value={isHireDate ? HIRE_DATE : month}
        onChange={(chosen) => onChange(chosen === HIRE_DATE || chosen === null ? HIRE_DATE : `${chosen}-01`)}
        allowDeselect={false}
        disabled={disabled}
        error={error}
      />
      {!isHireDate && (
        <NumberInput
          label={t('people.policy.day')}
          maw={90}
          min={1}
          max={31}
          allowDecimal={false}
          allowNegative={false}
          value={Number(day)}
          onChange={(typed) => onChange(`${month}-${String(typed).padStart(2, '0')}`)}
          disabled={disabled}
        />
      )}
    </Group>
  )
}
