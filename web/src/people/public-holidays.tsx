import { Group, NumberInput, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { allOf, api } from '../api/client.ts'
import { useToday } from '../ui/company.ts'
import { showDay } from '../ui/formats.ts'
import { Loaded } from '../ui/states.tsx'
import { RegionSelect } from './region-select.tsx'
import { Section } from './section.tsx'

const FIRST_YEAR = 1971
const LAST_YEAR = 2100

interface Props {
  /** Null: the company's own. */
  region: string | null
  /** Left out: the present one. */
  year: string | undefined
  onChange: (change: { region?: string | null; year?: string }) => void
}

/** The public holidays of a region and year, as the company has changed them. */
export function PublicHolidays({ region, year: chosen, onChange }: Props) {
  const { t } = useTranslation()
  const today = useToday()
  const year = chosen ?? today.slice(0, 4)
  const query = useQuery({
    queryKey: ['holidays', 'of', region, year],
    queryFn: () => {
      const span = { from: `${year}-01-01`, to: `${year}-12-31`, ...(region !== null && { region }) }
      return allOf((page) => api.GET('/api/holidays', { params: { query: { ...page, ...span } } }))
    },
  })
  return (
    <Section title={t('people.holiday.public')}>
      <Group align="start">
        <RegionSelect
          label={t('people.holiday.region')}
          none={t('people.form.companysRegion')}
          value={region}
          onChange={(region) => onChange({ region })}
        />
        <NumberInput
          label={t('people.holiday.year')}
          w={110}
          min={FIRST_YEAR}
          max={LAST_YEAR}
          clampBehavior="blur"
          allowDecimal={false}
          thousandSeparator=""
          value={Number(year)}
          onChange={(typed) => Number(typed) >= FIRST_YEAR && onChange({ year: String(typed) })}
        />
      </Group>
      <Loaded query={query} isEmpty={(days) => days.length === 0} empty={t('people.holiday.noPublic')}>
        {(days) => (
          <Table horizontalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('people.holiday.date')}</Table.Th>
                <Table.Th>{t('people.holiday.name')}</Table.Th>
                <Table.Th>{t('people.holiday.what')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {days.map(({ date, name, off, kind }) => (
                <Table.Tr key={date}>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>
                    {showDay(date, { weekday: 'short', day: 'numeric', month: 'short' })}
                  </Table.Td>
                  <Table.Td style={{ overflowWrap: 'break-word', minWidth: '8rem' }}>
                    {name}
                    {kind !== 'public' && (
                      <Text span size="xs" c="dimmed" ml={6}>
                        {t(`people.holiday.kind.${kind}`)}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>{t(`people.holiday.off.${off}`)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Loaded>
    </Section>
  )
}
