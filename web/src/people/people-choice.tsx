import { Checkbox, Fieldset, Input, ScrollArea, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useToday } from '../ui/company.ts'
import { Loaded } from '../ui/states.tsx'
import { everybody } from './queries.ts'

interface Props {
  /** Ids of employees. */
  chosen: string[]
  onChange: (ids: string[]) => void
  error: ReactNode
}

/** Chooses among those who have not left; found by name or team, and all who are found can be chosen at once. */
export function PeopleChoice({ chosen, onChange, error }: Props) {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState('')
  const query = useQuery(everybody)
  const today = useToday()
  const chosenIds = new Set(chosen)
  const isWanted = (text: string | null) => text?.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase())
  return (
    <Fieldset legend={t('people.choice.legend')}>
      <Loaded query={query}>
        {(people) => {
          const shown = people.filter(
            ({ name, team, end_date }) => !(end_date && end_date < today) && (isWanted(name) || isWanted(team)),
          )
          const areAll = shown.length > 0 && shown.every(({ id }) => chosenIds.has(id))
          const ids = new Set(shown.map(({ id }) => id))
          const others = chosen.filter((id) => !ids.has(id))
          return (
            <Stack gap="sm">
              <TextInput
                type="search"
                label={t('people.choice.find')}
                value={wanted}
                onChange={(event) => setWanted(event.currentTarget.value)}
              />
              <Checkbox
                label={t('people.choice.all', { count: shown.length })}
                checked={areAll}
                indeterminate={!areAll && shown.some(({ id }) => chosenIds.has(id))}
                disabled={shown.length === 0}
                onChange={() => onChange(areAll ? others : [...others, ...ids])}
              />
              <ScrollArea.Autosize mah={260} type="auto" viewportProps={{ tabIndex: 0 }}>
                <Stack gap={6}>
                  {shown.map(({ id, name, team }) => (
                    <Checkbox
                      key={id}
                      label={team ? `${name} (${team})` : name}
                      checked={chosenIds.has(id)}
                      onChange={() =>
                        onChange(chosenIds.has(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
                      }
                    />
                  ))}
                </Stack>
              </ScrollArea.Autosize>
            </Stack>
          )
        }}
      </Loaded>
      {error && <Input.Error mt="xs">{error}</Input.Error>}
    </Fieldset>
  )
}
