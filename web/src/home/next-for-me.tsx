import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { showSpan } from '../time-off/spans.ts'
import { showDay } from '../ui/formats.ts'
import { Loaded } from '../ui/states.tsx'
import { HomeCard } from './home-card.tsx'
import { myNextHoliday, myNextTimeOff } from './queries.ts'

/** My next time off, and the next day that everybody has off. */
export function NextForMe() {
  const { t } = useTranslation()
  const timeOff = useQuery(myNextTimeOff)
  const holiday = useQuery(myNextHoliday)
  return (
    <HomeCard title={t('home.next')}>
      <Part title={t('home.nextTimeOff')}>
        <Loaded query={timeOff} isEmpty={(request) => request === null} empty={t('home.noTimeOff')}>
          {(request) =>
            request && (
              <Text size="sm">
                {showSpan(request)}, {request.leave_type.name}
              </Text>
            )
          }
        </Loaded>
      </Part>
      <Part title={t('home.nextHoliday')}>
        <Loaded query={holiday} isEmpty={(day) => day === null} empty={t('home.noHoliday')}>
          {(day) =>
            day && (
              <Text size="sm">
                {showDay(day.date)}
                {day.off !== 'day' && `, ${t(`span.${day.off}`)}`} – {day.name}
              </Text>
            )
          }
        </Loaded>
      </Part>
    </HomeCard>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {children}
    </div>
  )
}
