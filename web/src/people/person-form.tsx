import { Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { noticeDone } from '../ui/notices.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'
import { FormEnd } from './form-end.tsx'
import { PersonFields } from './person-fields.tsx'
import { bodyOfPerson, valuesOf } from './person-values.ts'
import { type Employee, personOf, type Touched } from './queries.ts'
import { Section } from './section.tsx'
import { TouchedRequests } from './touched-requests.tsx'

interface Props {
  person: Employee
  etag: string
}

/** Changes who a person is, whom they belong to, and since when. */
export function PersonForm({ person, etag }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [touched, setTouched] = useState<Touched[]>()
  const { form, problem, submit } = useEditForm({
    stored: valuesOf(person),
    etag,
    send: (values) =>
      bodyOf(
        api.PATCH('/api/employees/{id}', {
          params: { path: { id: person.id } },
          headers: { 'if-match': etag },
          body: bodyOfPerson(values),
        }),
      ),
    onSaved: ({ touched_requests }) => {
      noticeDone(t('people.saved'))
      setTouched(touched_requests)
      void queries.invalidateQueries()
    },
    reread: () => queries.refetchQueries(personOf(person.id)),
  })
  return (
    <Section title={t('people.details')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <PersonFields form={form} id={person.id} />
          <TouchedRequests requests={touched} onClose={() => setTouched(undefined)} />
          <FormEnd problem={problem} isBusy={form.submitting} button={t('people.save')} />
        </Stack>
      </form>
    </Section>
  )
}
