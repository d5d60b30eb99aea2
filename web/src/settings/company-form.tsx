import { Autocomplete, Button, Checkbox, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../api/client.ts'
import { locale } from '../i18n/index.ts'
import type { Touched } from '../people/queries.ts'
import { RegionSelect } from '../people/region-select.tsx'
import { TouchedRequests } from '../people/touched-requests.tsx'
import { taggedCompany } from '../ui/company.ts'
import { noticeDone } from '../ui/notices.tsx'
import { Problem } from '../ui/problem.tsx'
import { SearchSelect } from '../ui/search-select.tsx'
import { listTimeZones } from '../ui/time-zones.ts'
import { useEditForm } from '../ui/use-edit-form.ts'
import { HolidayKindsInput } from './holiday-kinds-input.tsx'

/** Offered; the server takes any that there is. */
const LOCALES = ['de-AT', 'de-CH', 'de-DE', 'en-GB', 'en-IE', 'en-US', 'es-ES', 'fr-FR', 'it-IT', 'nl-NL', 'pl-PL']

/** The company's settings, to change. */
export function CompanyForm({ company, etag }: { company: Schema<'Company'>; etag: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [touched, setTouched] = useState<Touched[]>()
  const { version: _version, updated_at: _updated, ...stored } = company
  const { form, problem, submit } = useEditForm({
    stored,
    etag,
    send: (body) => bodyOf(api.PATCH('/api/company', { headers: { 'if-match': etag }, body })),
    reread: () => queries.invalidateQueries({ queryKey: taggedCompany.queryKey }),
    onSaved: ({ touched_requests }) => {
      noticeDone(t('settings.saved'))
      setTouched(touched_requests)
      // What is due, what is off and what it costs may follow from these.
      void queries.invalidateQueries()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Problem text={problem} />
        <TouchedRequests requests={touched} onClose={() => setTouched(undefined)} />
        <TextInput
          label={t('settings.company.name')}
          description={t('settings.company.nameHint')}
          required
          {...form.getInputProps('name')}
        />
        <SearchSelect
          label={t('settings.company.timeZone')}
          description={t('settings.company.timeZoneHint')}
          nothingFoundMessage={t('settings.company.nothingFound')}
          data={listTimeZones(company.time_zone)}
          {...form.getInputProps('time_zone')}
        />
        <Select
          label={t('settings.company.firstDay')}
          allowDeselect={false}
          data={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekday(day) }))}
          {...form.getInputProps('first_day_of_week')}
          value={String(form.values.first_day_of_week)}
          onChange={(value) => form.setFieldValue('first_day_of_week', Number(value))}
        />
        <div>
          <RegionSelect
            label={t('settings.company.region')}
            none={t('settings.company.noRegion')}
            value={form.values.holiday_region}
            onChange={(region) => form.setFieldValue('holiday_region', region)}
            error={form.errors.holiday_region}
          />
          <Text size="xs" c="dimmed" mt={4}>
            {t('settings.company.regionHint')}
          </Text>
        </div>
        <HolidayKindsInput
          value={form.values.holiday_kinds}
          onChange={(kinds) => form.setFieldValue('holiday_kinds', kinds)}
          error={form.errors.holiday_kinds}
        />
        <Autocomplete
          label={t('settings.company.locale')}
          description={t('settings.company.localeHint')}
          data={LOCALES}
          {...form.getInputProps('locale')}
        />
        <Checkbox
          label={t('settings.company.showsTypes')}
          description={t('settings.company.showsTypesHint')}
          {...form.getInputProps('shows_leave_types', { type: 'checkbox' })}
        />
        <Button type="submit" w="fit-content" loading={form.submitting}>
          {t('settings.save')}
        </Button>
      </Stack>
    </form>
  )
}

/** The name of a day of the week, 1 for Monday. */
function weekday(day: number): string {
  return new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day))
}
