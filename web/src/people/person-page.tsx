import { Button, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { useUser } from '../auth/session.ts'
import { PersonData } from '../privacy/person-data.tsx'
import { confirmLoss } from '../ui/confirm.tsx'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Loaded } from '../ui/states.tsx'
import { PersonAbsences } from './person-absences.tsx'
import { PersonBalances } from './person-balances.tsx'
import { PersonForm } from './person-form.tsx'
import { PersonPatterns } from './person-patterns.tsx'
import { PersonPolicies } from './person-policies.tsx'
import { type Employee, personOf } from './queries.ts'
import { Section } from './section.tsx'

const route = getRouteApi('/people/$id')

/** All about a person that administrators keep: fields, working patterns, policies, balances, absences. */
export function PersonPage() {
  const { id } = route.useParams()
  const query = useQuery(personOf(id))
  const { can } = useUser()
  usePageTitle(query.data?.data.name)
  return (
    <Loaded query={query}>
      {({ data: person, etag }) => (
        <Stack key={id} gap="lg">
          <Title order={1} style={{ overflowWrap: 'anywhere' }}>
            {person.name}
          </Title>
          <PersonBalances person={person} />
          {person.can.includes('edit') && <PersonForm person={person} etag={etag} />}
          <PersonPatterns person={person} etag={etag} />
          <PersonPolicies person={person} />
          <PersonAbsences employeeId={id} />
          {can.includes('manage_people') && (
            <PersonData id={id} name={person.name} isErased={!person.can.includes('edit')} />
          )}
          {person.can.includes('remove') && <Removal person={person} etag={etag} />}
        </Stack>
      )}
    </Loaded>
  )
}

function Removal({ person: { id, name }, etag }: { person: Employee; etag: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () =>
      bodyOf(api.DELETE('/api/employees/{id}', { params: { path: { id } }, headers: { 'if-match': etag } })),
    onSuccess: async () => {
      noticeDone(t('people.remove.done', { name }))
      await navigate({ to: '/people', ignoreBlocker: true })
      queries.removeQueries({ queryKey: ['employees', 'one', id] })
      void queries.invalidateQueries()
    },
    onError: (error) => {
      noticeFailure(error)
      void queries.invalidateQueries({ queryKey: ['employees'] })
    },
  })
  const ask = () =>
    confirmLoss({
      title: t('people.remove.question', { name }),
      text: t('people.remove.text'),
      button: t('people.remove.button'),
      onConfirm: () => remove.mutate(),
    })
  return (
    <Section title={t('people.remove.title')}>
      <Text size="sm">{t('people.remove.hint')}</Text>
      <Button color="red" variant="light" w="fit-content" loading={remove.isPending} onClick={ask}>
        {t('people.remove.button')}
      </Button>
    </Section>
  )
}
