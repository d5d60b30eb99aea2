import { Autocomplete, SimpleGrid, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { SearchSelect } from '../ui/search-select.tsx'
import type { PersonValues } from './person-values.ts'
import { accounts, everybody, teamsOf } from './queries.ts'
import { RegionSelect } from './region-select.tsx'

interface Props<Values extends PersonValues> {
  form: UseFormReturnType<Values>
  /** Who is edited; nobody is offered as their own manager. */
  id?: string
}

/** The fields of a person: who they are, whom they belong to, and since when. */
export function PersonFields<Values extends PersonValues>({ form, id }: Props<Values>) {
  const { t } = useTranslation()
  const people = useQuery(everybody)
  const users = useQuery(accounts)
  const others = people.data?.filter((person) => person.id !== id) ?? []
  const taken = new Set(others.map(({ user_id }) => user_id))
  const free = users.data?.filter((user) => !taken.has(user.id)) ?? []
  const choice = (field: 'user_id' | 'manager_id' | 'stand_in_id', data: { value: string; label: string }[]) => (
    <SearchSelect
      label={t(`people.form.${field}`)}
      description={t(`people.form.${field}Hint`)}
      data={data}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      clearable
      clearButtonProps={{ 'aria-label': t('people.form.clear', { label: t(`people.form.${field}`) }) }}
      limit={100}
      placeholder={t('people.form.nobody')}
      nothingFoundMessage={t('people.notFound')}
      {...form.getInputProps(field)}
    />
  )
  const colleagues = others.map(({ id, name, team }) => ({ value: id, label: team ? `${name} (${team})` : name }))
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="sm">
      <TextInput label={t('people.name')} withAsterisk {...form.getInputProps('name')} />
      <Autocomplete label={t('people.team')} data={teamsOf(people.data)} limit={50} {...form.getInputProps('team')} />
      <TextInput label={t('people.form.personnel_number')} maxLength={40} {...form.getInputProps('personnel_number')} />
      <TextInput
        type="email"
        label={t('people.form.email')}
        description={t('people.form.emailHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...form.getInputProps('email')}
      />
      <TextInput type="date" label={t('people.form.start_date')} withAsterisk {...form.getInputProps('start_date')} />
      <TextInput type="date" label={t('people.form.end_date')} {...form.getInputProps('end_date')} />
      {choice('manager_id', colleagues)}
      {choice('stand_in_id', colleagues)}
      {choice(
        'user_id',
        free.map(({ id, username }) => ({ value: id, label: username })),
      )}
      {/* Not stretched to the height of its neighbour. */}
      <div>
        <RegionSelect
          label={t('people.form.holiday_region')}
          none={t('people.form.companysRegion')}
          value={form.getValues().holiday_region}
          onChange={(region) => form.setValues({ holiday_region: region } as Partial<Values>)}
          error={form.errors.holiday_region}
        />
      </div>
    </SimpleGrid>
  )
}
