import '@mantine/dates/styles.css'
import 'dayjs/locale/de'
import { DatesProvider } from '@mantine/dates'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { company } from '../ui/company.ts'

const DAYS = [0, 1, 2, 3, 4, 5, 6] as const

/** Calendars in the language that is read, with weeks as the company has them. */
export function LocalDates({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation()
  const { data } = useQuery(company)
  // The API counts from Monday, 1, to Sunday, 7; calendars from Sunday, 0.
  const firstDayOfWeek = DAYS[(data?.first_day_of_week ?? 1) % 7] ?? 1
  return <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek, weekendDays: [] }}>{children}</DatesProvider>
}
