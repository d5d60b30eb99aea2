import { Alert, Button, Flex, Group, Select, Stack, Textarea } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { type FormEventHandler, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schema } from '../../api/client.ts'
import { company } from '../../ui/company.ts'
import { showHours } from '../../ui/formats.ts'
import { dayIn } from '../../ui/now.ts'
import { sentenceOf } from '../../ui/sentences.ts'
import { AwayWith } from '../away-with.tsx'
import { isMeant, monthOf } from '../days.ts'
import type { Balance, Person } from '../queries.ts'
import { Cost } from './cost.tsx'
import { DateFields } from './date-fields.tsx'
import { PartFields } from './part-fields.tsx'
import { usePreview } from './preview.ts'
import { isComplete, type Wish } from './wish.ts'
import { WishCalendar } from './wish-calendar.tsx'

/** Beside these the form says what is wrong with them. */
const FIELDS = ['leave_type_id', 'start', 'end', 'hours']

interface Props {
  form: UseFormReturnType<Wish>
  person: Person
  /** What they have of each leave type that may be asked for. */
  balances: Balance[]
  /** The request that the wish would replace. */
  requestId?: string
  onSubmit: FormEventHandler<HTMLFormElement>
  isSending: boolean
  /** What the button says. */
  button: (cost: Schema<'TimeOffPreview'> | undefined) => string
  /** Why the server refused it, in words. */
  refusal: string | undefined
}

/** Days chosen in the calendar or typed; what they cost and who else is away is seen before they are sent. */
export function WishForm({ form, person, balances, requestId, onSubmit, isSending, button, refusal }: Props) {
  const { t } = useTranslation()
  const { data: settings } = useQuery(company)
  const { values } = form
  const [chosenMonth, setMonth] = useState<string>()
  const month = chosenMonth ?? monthOf(values.start || dayIn(settings?.time_zone ?? 'UTC'))
  const { cost, isStale, error, fields } = usePreview(values, person.id, requestId)
  const isOfNoField = error !== null && !FIELDS.some((field) => field in fields)
  const choose = (start: string, end: string) => form.setValues({ start, end })
  const type = (field: 'start' | 'end', day: string) => {
    form.setFieldValue(field, day)
    if (field === 'start' && isMeant(day)) setMonth(monthOf(day))
  }
  return (
    <form onSubmit={onSubmit}>
      <Flex direction={{ base: 'column', sm: 'row' }} gap="lg">
        <WishCalendar
          person={person}
          start={isMeant(values.start) ? values.start : ''}
          end={isMeant(values.end) ? values.end : ''}
          month={month}
          onMonth={setMonth}
          onChange={choose}
        />
        <Stack gap="sm" flex={1} miw={0}>
          <Select
            label={t('ask.type')}
            data={balances.map(({ leave_type, hours }) => ({
              value: leave_type.id,
              label: t('ask.typeWithBalance', { name: leave_type.name, balance: showHours(hours) }),
            }))}
            allowDeselect={false}
            {...form.getInputProps('leave_type_id')}
            error={form.errors.leave_type_id ?? fields.leave_type_id}
          />
          <DateFields form={form} wrong={fields} onType={type} />
          {values.start !== '' && <PartFields form={form} hoursError={fields.hours} />}
          <Textarea label={t('ask.note')} autosize minRows={1} maxLength={2_000} {...form.getInputProps('note')} />
          <div aria-live="polite">
            {isOfNoField && <Alert color="red">{sentenceOf(error)}</Alert>}
            {cost && <Cost cost={cost} isStale={isStale} />}
          </div>
          {cost && (
            <AwayWith
              start={values.start}
              end={values.end || values.start}
              employeeId={person.id}
              team={person.team}
              title={t('ask.away')}
            />
          )}
          {refusal && (
            <Alert color="red" role="alert">
              {refusal}
            </Alert>
          )}
          <Group>
            <Button
              type="submit"
              loading={isSending}
              disabled={!isComplete(values) || (cost?.possible === false && !isStale)}
            >
              {button(cost)}
            </Button>
          </Group>
        </Stack>
      </Flex>
    </form>
  )
}
