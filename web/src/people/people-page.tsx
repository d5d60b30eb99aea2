import { Checkbox, Group, Stack, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useToday } from '../ui/company.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Pages } from '../ui/pages.tsx'
import { SaveMenu, useTableFiles } from '../ui/save-menu.tsx'
import { SearchInput } from '../ui/search-input.tsx'
import { SearchSelect } from '../ui/search-select.tsx'
import { PeopleCards, PeopleTable } from './people-list.tsx'
import { pageOfPeople } from './people-query.ts'
import { allLeaveTypes, everybody, teamsOf } from './queries.ts'

const route = getRouteApi('/people/')

/** Everybody, with what they have left; found by name and team. */
export function PeoplePage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const today = useToday()
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
        queryKey={['employees', 'with balances', today, search]}
        pageAt={(page) => pageOfPeople({ ...search, today }, page)}
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
  const { name = '', team, all } = route.useSearch()
  const navigate = route.useNavigate()
  const known = useQuery(everybody)
  const teams = new Set([...teamsOf(known.data), ...(team === undefined ? [] : [team])])
  const find = (change: { name?: string; team?: string; all?: string }) =>
    void navigate({ search: (now) => givenOf({ ...now, ...change }), replace: true })
  return (
    <Group align="end">
      <SearchInput
        label={t('people.findName')}
        words={name}
        maxLength={120}
        onSearch={(words) => find({ name: words })}
      />
      <SearchSelect
        label={t('people.team')}
        data={[...teams]}
        value={team ?? null}
        onChange={(chosen) => find({ team: chosen ?? '' })}
        clearable
        clearButtonProps={{ 'aria-label': t('people.form.clear', { label: t('people.team') }) }}
        limit={100}
        nothingFoundMessage={t('people.notFound')}
      />
      <Checkbox
        mb={8}
        label={t('people.also')}
        checked={all !== undefined}
        onChange={({ currentTarget: { checked } }) => find({ all: checked ? 'yes' : '' })}
      />
    </Group>
  )
}

/** What an address says; empty texts are left out. */
function givenOf(search: { name?: string; team?: string; all?: string }): typeof search {
  return Object.fromEntries(Object.entries(search).filter(([, text]) => text !== ''))
}

function Exports() {
  const { t } = useTranslation()
  const people = useTableFiles('/api/employees/export')
  const balances = useTableFiles('/api/time-off/balances')
  return (
    <Group gap="xs">
      <SaveMenu label={t('people.exportPeople')} files={people} />
      <SaveMenu label={t('people.exportBalances')} files={balances} />
    </Group>
  )
}
