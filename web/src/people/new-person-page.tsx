import { Stack, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { useToday } from '../ui/company.ts'
import { noticeDone } from '../ui/notices.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { useEditForm } from '../ui/use-edit-form.ts'
import { FormEnd } from './form-end.tsx'
import { PersonFields } from './person-fields.tsx'
import { bodyOfPerson, type PersonValues } from './person-values.ts'
import { weekSent } from './week.ts'
import { WeekInput } from './week-input.tsx'

type NewPerson = PersonValues & {
  working_hours: (number | string)[]
}

const nobodyYet = (today: string): NewPerson => ({
  ...{
    name: '',
    team: '',
    personnel_number: '',
    email: '',
    user_id: null,
    manager_id: null,
    stand_in_id: null,
    holiday_region: null,
  },
  ...{ start_date: today, end_date: '', working_hours: [8, 8, 8, 8, 8, 0, 0] },
})

/** Adds a person, and leads to their page. */
export function NewPersonPage() {
  const { t } = useTranslation()
  usePageTitle(t('people.add'))
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { form, problem, submit } = useEditForm({
    stored: nobodyYet(useToday()),
    send: (values: NewPerson) => {
      const body = { ...bodyOfPerson(values), working_hours: weekSent(values.working_hours) }
      return bodyOf(api.POST('/api/employees', { body }))
    },
    onSaved: ({ id, name }) => {
      noticeDone(t('people.added', { name }))
      void queries.invalidateQueries({ queryKey: ['employees'] })
      void navigate({ to: '/people/$id', params: { id } })
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Title order={1}>{t('people.add')}</Title>
        <PersonFields form={form} />
        <WeekInput form={form} field="working_hours" />
        <FormEnd
          problem={problem}
          isBusy={form.submitting}
          button={t('people.add')}
          onCancel={() => void navigate({ to: '/people' })}
        />
      </Stack>
    </form>
  )
}
