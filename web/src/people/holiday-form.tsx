import { Select, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../api/client.ts'
import { noticeDone } from '../ui/notices.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'
import { FormEnd } from './form-end.tsx'
import { companyHolidayOf, type Touched } from './queries.ts'
import { RegionSelect } from './region-select.tsx'

const OFF = ['day', 'morning', 'afternoon', 'nothing'] as const

interface Props {
  /** Left out for a new one. */
  read?: { data: Schema<'CompanyHoliday'>; etag: string }
  /** With the requests that were touched; without them when nothing was changed. */
  onDone: (touched?: Touched[]) => void
}

/** Gives a day off, or makes people work on a public holiday. */
export function HolidayForm({ read, onDone }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { date = '', name = '', off = 'day', region = null } = read?.data ?? {}
  const { form, problem, submit } = useEditForm({
    stored: { date, name, off, region },
    ...(read && { etag: read.etag, reread: () => queries.refetchQueries(companyHolidayOf(read.data.id)) }),
    send: (body) => {
      if (!read) return bodyOf(api.POST('/api/company/holidays', { body }))
      const params = { path: { id: read.data.id } }
      return bodyOf(api.PATCH('/api/company/holidays/{id}', { params, headers: { 'if-match': read.etag }, body }))
    },
    onSaved: ({ name, touched_requests }) => {
      noticeDone(t('people.holiday.saved', { name }))
      void queries.invalidateQueries()
      onDone(touched_requests)
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label={t('people.holiday.name')} withAsterisk data-autofocus {...form.getInputProps('name')} />
        <TextInput
          type="date"
          label={t('people.holiday.date')}
          withAsterisk
          w="fit-content"
          {...form.getInputProps('date')}
        />
        <Select
          label={t('people.holiday.what')}
          data={OFF.map((value) => ({ value, label: t(`people.holiday.offLong.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('off')}
        />
        <RegionSelect
          label={t('people.holiday.where')}
          none={t('people.holiday.everywhere')}
          value={form.values.region}
          onChange={(chosen) => form.setFieldValue('region', chosen)}
          error={form.errors.region}
        />
        <FormEnd problem={problem} isBusy={form.submitting} button={t('people.save')} onCancel={() => onDone()} />
      </Stack>
    </form>
  )
}
