import { Button, Fieldset, Group, Input, NumberInput, SimpleGrid, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { showDay, showNumber } from '../ui/formats.ts'
import { hoursOfWeek } from './week.ts'

const PRESETS = {
  fullTime: [8, 8, 8, 8, 8, 0, 0],
  fourDays: [8, 8, 8, 8, 0, 0, 0],
  halfDays: [4, 4, 4, 4, 4, 0, 0],
}

interface Props<Field extends string, Values extends Record<Field, (number | string)[]>> {
  form: UseFormReturnType<Values>
  field: Field
}

/** The hours of a week, Monday first, each day by itself or by a usual week. */
export function WeekInput<Field extends string, Values extends Record<Field, (number | string)[]>>({
  form,
  field,
}: Props<Field, Values>) {
  const { t } = useTranslation()
  const hours = form.getValues()[field]
  return (
    <Fieldset legend={t('people.week.legend')}>
      <Group gap="xs" mb="xs">
        {Object.entries(PRESETS).map(([name, week]) => (
          <Button
            key={name}
            size="compact-sm"
            variant="default"
            onClick={() => form.setValues({ [field]: week } as unknown as Partial<Values>)}
          >
            {t(`people.week.${name}`)}
          </Button>
        ))}
      </Group>
      <SimpleGrid cols={{ base: 3, xs: 4, sm: 7 }} spacing="xs">
        {hours.map((_, day) => (
          <NumberInput
            // biome-ignore lint/suspicious/noArrayIndexKey: the days of a week stay where they are.
            key={day}
            label={weekday(day)}
            min={0}
            max={24}
            step={0.5}
            clampBehavior="none"
            allowedDecimalSeparators={[',', '.']}
            hideControls
            {...form.getInputProps(`${field}.${day}`)}
          />
        ))}
      </SimpleGrid>
      {form.errors[field] && <Input.Error mt="xs">{form.errors[field]}</Input.Error>}
      <Text size="sm" c="dimmed" mt="xs" aria-live="polite">
        {t('people.week.sum', { hours: showNumber(hoursOfWeek(hours)) })}
      </Text>
    </Fieldset>
  )
}

/** `Mon`, for the first day. */
function weekday(day: number): string {
  const monday = 5
  return showDay(`2026-01-${String(monday + day).padStart(2, '0')}`, { weekday: 'short' })
}
