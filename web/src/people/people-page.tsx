import { Autocomplete, Button, Checkbox, Group, Stack, TextInput, Title } from '@mantine/core'
import { useDebouncedCallback, useMediaQuery } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { saveFile } from '../api/save-file.ts'
import { ButtonLink } from '../ui/links.tsx'
import { noticeFailure } from '../ui/notices.tsx'
import { Pages } from '../ui/pages.tsx'
import { PeopleCards, PeopleTable } from './people-list.tsx'
import { pageOfPeople } from './people-query.ts'
import { allLeaveTypes, everybody, teamsOf } from './queries.ts'

const TYPING_MS = 300
const route = getRouteApi('/people/')

/** Everybody, with what they have left; found by name and team. */
export function PeoplePage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const types = useQuery(allLeaveTypes)
  const isWide = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false })
  const offered = types.data?.filter(({ archived }) => !archived) ?? []
  const List = isWide ? PeopleTable : PeopleCards
  const isFiltered = search.name !== undefined || search.team !== undefined
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t('room.people')}</Title>
        <Group gap="xs">
          <ButtonLink to="/people/import" variant="default">
            {t('people.import')}
          </ButtonLink>
          <ButtonLink to="/people/new">{t('people.add')}</ButtonLink>
        </Group>
      </Group>
      <Filters />
      <Pages
        queryKey={['employees', 'with balances', search]}
        pageAt={(page) => pageOfPeople(search, page)}
        empty={t(isFiltered ? 'people.notFound' : 'people.none')}
      >
        {(people) => <List people={people} types={offered} />}
      </Pages>
      <Exports />
    </Stack>
  )
}

function Filters() {
  const { t } = useTranslation()
  const { name = '', team = '', all } = route.useSearch()
  const navigate = route.useNavigate()
  const known = useQuery(everybody)
  const [typed, setTyped] = useState({ name, team })
  const find = useDebouncedCallback((wanted: typeof typed) => {
    const said = Object.fromEntries(Object.entries(wanted).filter(([, text]) => text.trim() !== ''))
    void navigate({ search: ({ all }) => ({ ...said, ...(all && { all }) }), replace: true })
  }, TYPING_MS)
  const type = (change: Partial<typeof typed>) => {
    const next = { ...typed, ...change }
    setTyped(next)
    find(next)
  }
  return (
    <Group align="end">
      <TextInput
        label={t('people.findName')}
        type="search"
        w={{ base: '100%', xs: 220 }}
        maxLength={120}
        value={typed.name}
        onChange={(event) => type({ name: event.currentTarget.value })}
      />
      <Autocomplete
        label={t('people.team')}
        w={{ base: '100%', xs: 220 }}
        maxLength={80}
        data={teamsOf(known.data)}
        limit={50}
        value={typed.team}
        onChange={(value) => type({ team: value })}
      />
      <Checkbox
        mb={8}
        label={t('people.also')}
        checked={all !== undefined}
        onChange={({ currentTarget: { checked } }) =>
          void navigate({
            search: ({ all: _, ...rest }) => ({ ...rest, ...(checked && { all: 'yes' }) }),
            replace: true,
          })
        }
      />
    </Group>
  )
}

function Exports() {
  const { t } = useTranslation()
  const save = useMutation({
    mutationFn: ([path, name]: [string, string]) => saveFile(path, name),
    onError: noticeFailure,
  })
  return (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        loading={save.isPending}
        onClick={() => save.mutate(['/api/employees/export.csv', 'employees.csv'])}
      >
        {t('people.exportPeople')}
      </Button>
      <Button
        size="xs"
        variant="default"
        loading={save.isPending}
        onClick={() => save.mutate(['/api/time-off/balances.csv', 'balances.csv'])}
      >
        {t('people.exportBalances')}
      </Button>
    </Group>
  )
}
