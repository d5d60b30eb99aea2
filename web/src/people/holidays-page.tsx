import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { useMay } from '../auth/session.ts'
import { usePageTitle } from '../ui/page-title.ts'
import { Pages } from '../ui/pages.tsx'
import { CompanyHolidayRow } from './company-holiday-row.tsx'
import { EditModal } from './edit-modal.tsx'
import { HolidayForm } from './holiday-form.tsx'
import { PublicHolidays } from './public-holidays.tsx'
import { companyHolidayOf, type Touched } from './queries.ts'
import { Section } from './section.tsx'
import { TouchedRequests } from './touched-requests.tsx'

const PAGE = 50
const route = getRouteApi('/people/holidays')

/** The days that are off: those that the company gives, and the public ones of a region and year. */
export function HolidaysPage() {
  const { t } = useTranslation()
  usePageTitle(t('people.tab.holidays'))
  const mayManage = useMay('manage_people')
  const { edit, region, year } = route.useSearch()
  const navigate = route.useNavigate()
  const [touched, setTouched] = useState<Touched[]>()
  const open = (id: string) => void navigate({ search: (now) => ({ ...now, edit: id }) })
  const close = () => void navigate({ search: ({ edit: _, ...rest }) => rest })
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t('people.tab.holidays')}</Title>
        {mayManage && <Button onClick={() => open('new')}>{t('people.holiday.add')}</Button>}
      </Group>
      <TouchedRequests requests={touched} onClose={() => setTouched(undefined)} />
      <Section title={t('people.holiday.company')}>
        <Text size="sm" c="dimmed">
          {t('people.holiday.companyHint')}
        </Text>
        <Pages
          queryKey={['holidays', 'company']}
          pageAt={(page) => pageOf(api.GET('/api/company/holidays', { params: { query: { ...page, limit: PAGE } } }))}
          empty={t('people.holiday.none')}
        >
          {(holidays) => (
            <Stack gap="sm">
              {holidays.map((holiday) => (
                <CompanyHolidayRow
                  key={holiday.id}
                  holiday={holiday}
                  onChange={() => open(holiday.id)}
                  onTouched={setTouched}
                />
              ))}
            </Stack>
          )}
        </Pages>
      </Section>
      <PublicHolidays
        region={region ?? null}
        year={year}
        onChange={(change) => void navigate({ search: (now) => withoutEmpty({ ...now, ...change }), replace: true })}
      />
      <EditModal
        edit={edit}
        titles={{ new: t('people.holiday.add'), old: t('people.holiday.change') }}
        read={companyHolidayOf}
        onClose={close}
      >
        {(read) => (
          <HolidayForm
            {...(read && { read })}
            onDone={(requests) => {
              if (requests) setTouched(requests)
              close()
            }}
          />
        )}
      </EditModal>
    </Stack>
  )
}

function withoutEmpty(search: Record<string, string | null | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(search).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
