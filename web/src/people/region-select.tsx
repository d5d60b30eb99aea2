import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { locale } from '../i18n/index.ts'
import { byName } from '../ui/by-name.ts'
import { SearchSelect } from '../ui/search-select.tsx'
import { regionsOf } from './queries.ts'

interface Props {
  label: string
  /** What no region stands for. */
  none: string
  /** `DE`, `DE-BY`, `DE-BY-A`; null for none. */
  value: string | null
  onChange: (region: string | null) => void
  error?: ReactNode
}

/** Whose public holidays hold: a country, and a state or region of it where it has some. */
export function RegionSelect({ label, none, value, onChange, error }: Props) {
  const { t } = useTranslation()
  const country = value?.split('-')[0]
  const countries = useQuery(regionsOf())
  // Named before the others are known.
  const countryAlone = country === undefined ? [] : [{ code: country, name: country }]
  const parts = useQuery({ ...regionsOf(country), enabled: country !== undefined })
  const names = new Intl.DisplayNames(locale(), { type: 'region' })
  const nameOf = ({ code, name }: { code: string; name: string }) => ({ value: code, label: names.of(code) ?? name })
  const labelOf = ({ label }: { label: string }) => label
  return (
    <Group align="end" grow preventGrowOverflow={false}>
      <SearchSelect
        label={label}
        placeholder={none}
        miw={220}
        clearable
        clearButtonProps={{ 'aria-label': t('settings.company.clearRegion') }}
        nothingFoundMessage={t('settings.company.nothingFound')}
        data={byName((countries.data ?? countryAlone).map(nameOf), labelOf)}
        value={country ?? null}
        onChange={onChange}
        error={error}
      />
      {country !== undefined && parts.data && parts.data.length > 0 && (
        <SearchSelect
          label={t('settings.company.part')}
          miw={220}
          nothingFoundMessage={t('settings.company.nothingFound')}
          data={[
            { value: country, label: t('settings.company.wholeCountry') },
            ...byName(
              parts.data.map(({ code, name }) => ({ value: code, label: name })),
              labelOf,
            ),
          ]}
          value={value}
          onChange={onChange}
        />
      )}
    </Group>
  )
}
