import { Button, Card, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { personOf } from '../../people/queries.ts'
import { company } from '../../ui/company.ts'
import { showDay, showHours } from '../../ui/formats.ts'
import { TextLink } from '../../ui/links.tsx'
import { dayIn } from '../../ui/now.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { Empty, Loaded } from '../../ui/states.tsx'
import { isMeant } from '../days.ts'
import { balanceOf, leaveTypes, me, type Person } from '../queries.ts'
import { Lines } from './lines.tsx'
import { Year } from './year.tsx'

/** A balance of mine, or of the employee whom the address names, on any day, with everything behind it. */
export function BalancePage() {
  const { t } = useTranslation()
  const { employee } = useSearch({ from: '/time-off/balance' })
  const mine = useQuery({ ...me, enabled: employee === undefined })
  const theirs = useQuery({
    ...personOf(employee ?? ''),
    select: ({ data }) => data,
    enabled: employee !== undefined,
  })
  const settings = useQuery(company)
  const name = theirs.data?.name
  usePageTitle(employee === undefined ? t('balance.mine') : name && t('balance.of', { name }))
  return (
    <Stack gap="md">
      <TextLink to="/time-off" size="sm">
        {t('room.timeOff')}
      </TextLink>
      <Loaded query={employee === undefined ? mine : theirs}>
        {(person) =>
          person === null ? (
            <Empty>{t('timeOff.noEmployee')}</Empty>
          ) : (
            <>
              <Title order={1}>{employee ? t('balance.of', { name: person.name }) : t('balance.mine')}</Title>
              <Loaded query={settings}>
                {({ time_zone }) => <BalanceOf person={person} today={dayIn(time_zone)} />}
              </Loaded>
            </>
          )
        }
      </Loaded>
    </Stack>
  )
}

function BalanceOf({ person, today }: { person: Person; today: string }) {
  const { t } = useTranslation()
  const { employee, type, on = today } = useSearch({ from: '/time-off/balance' })
  const types = useQuery(leaveTypes)
  const chosen = type ?? types.data?.[0]?.id
  const query = useQuery({
    ...balanceOf(person.id, chosen ?? '', on),
    enabled: chosen !== undefined,
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <Chooser chosen={chosen} on={on} today={today} name={query.data?.leave_type.name} />
      <Loaded query={query}>
        {(balance) => (
          <Stack gap="md">
            <div>
              <Text c="dimmed">
                {t('balance.ofTypeOn', { type: balance.leave_type.name, day: showDay(balance.on) })}
              </Text>
              <Text size="xl" fw={700}>
                {showHours(balance.hours)}
              </Text>
            </div>
            <Card withBorder component="section" aria-label={t('balance.year')}>
              <Title order={2} size="h4" mb="sm">
                {t('balance.year')}
              </Title>
              <Year balance={balance} today={today} search={{ employee }} />
            </Card>
            <Card withBorder component="section" aria-label={t('balance.lines')}>
              <Title order={2} size="h4" mb="sm">
                {t('balance.lines')}
              </Title>
              <Lines balance={balance} today={today} />
            </Card>
          </Stack>
        )}
      </Loaded>
    </>
  )
}

interface ChooserProps {
  chosen: string | undefined
  on: string
  today: string
  /** The name of the chosen type, which may be one that is no longer offered. */
  name: string | undefined
}

function Chooser({ chosen, on, today, name }: ChooserProps) {
  const { t } = useTranslation()
  const search = useSearch({ from: '/time-off/balance' })
  const navigate = useNavigate()
  const { data: types = [] } = useQuery(leaveTypes)
  const [typed, setTyped] = useState<string>()
  const data = types.map(({ id, name }) => ({ value: id, label: name }))
  if (chosen && name && !data.some(({ value }) => value === chosen)) data.push({ value: chosen, label: name })
  const go = (to: { type?: string | undefined; on?: string | undefined }, replace = false) =>
    void navigate({ to: '/time-off/balance', search: { ...search, ...to }, replace, resetScroll: false })
  return (
    <Group align="end">
      <Select
        label={t('ask.type')}
        data={data}
        value={chosen ?? null}
        allowDeselect={false}
        onChange={(type) => go({ type: type ?? undefined })}
      />
      <TextInput
        type="date"
        label={t('balance.on')}
        value={typed ?? on}
        onChange={(event) => {
          const day = event.currentTarget.value
          setTyped(day)
          if (isMeant(day)) go({ on: day }, true)
        }}
        onBlur={() => setTyped(undefined)}
      />
      {on !== today && (
        <Button
          variant="default"
          onClick={() => {
            setTyped(undefined)
            go({ on: undefined })
          }}
        >
          {t('balance.today')}
        </Button>
      )}
    </Group>
  )
}
