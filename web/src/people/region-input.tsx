import { Group, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { regionsOf } from './queries.ts'

interface Props {
  label: string
  /** What no region stands for. */
  none: string
  value: string | null
  onChange: (region: string | null) => void
  error?: ReactNode
}

/** Chooses a country, and then, where there are any, a state or region of it. */
export function RegionInput({ label, none, value, onChange, error }: Props) {
  const { t } = useTranslation()
  const country = value?.slice(0, 2)
  const countries = useQuery(regionsOf())
  const states = useQuery({ ...regionsOf(country), enabled: country !== undefined })
  return (
    <Group grow align="start" preventGrowOverflow={false}>
      <Select
        label={label}
        data={countries.data?.map(({ code, name }) => ({ value: code, label: name })) ?? []}
        value={country ?? null}
        onChange={onChange}
        placeholder={none}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('people.form.clear', { label }) }}
        nothingFoundMessage={t('people.notFound')}
        error={error}
      />
      {country !== undefined && (states.data?.length ?? 0) > 0 && (
        <Select
          label={t('people.form.state')}
          data={states.data?.map(({ code, name }) => ({ value: code, label: `${name} (${code})` })) ?? []}
          value={value === country ? null : value}
          onChange={(state) => onChange(state ?? country)}
          placeholder={t('people.form.wholeCountry')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('people.form.clear', { label: t('people.form.state') }) }}
          nothingFoundMessage={t('people.notFound')}
        />
      )}
    </Group>
  )
}
