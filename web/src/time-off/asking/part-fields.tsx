import { Checkbox, Group, NumberInput, Radio, SimpleGrid, Stack } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { isOneDay, PARTS, type Wish } from './wish.ts'

interface Props {
  form: UseFormReturnType<Wish>
  /** What the server says is wrong with the hours. */
  hoursError: string | undefined
}

/** How much of a single day, or from and until which noon. */
export function PartFields({ form, hoursError }: Props) {
  const { t } = useTranslation()
  if (!isOneDay(form.values)) {
    return (
      <Group>
        <Checkbox label={t('ask.beginsAtNoon')} {...form.getInputProps('beginsAtNoon', { type: 'checkbox' })} />
        <Checkbox label={t('ask.endsAtNoon')} {...form.getInputProps('endsAtNoon', { type: 'checkbox' })} />
      </Group>
    )
  }
  return (
    <Stack gap="xs">
      <Radio.Group label={t('ask.part')} {...form.getInputProps('part')}>
        <SimpleGrid cols={2} spacing="xs" mt={6}>
          {PARTS.map((part) => (
            <Radio key={part} value={part} label={t(`ask.part_${part}`)} />
          ))}
        </SimpleGrid>
      </Radio.Group>
      {form.values.part === 'hours' && (
        <Group align="end">
          <NumberInput
            label={t('ask.hours')}
            min={0.05}
            max={24}
            step={0.5}
            decimalScale={2}
            w={130}
            required
            {...form.getInputProps('hours')}
            error={form.errors.hours ?? hoursError}
          />
          <Checkbox
            mb={8}
            label={t('ask.hoursAfterNoon')}
            {...form.getInputProps('beginsAtNoon', { type: 'checkbox' })}
          />
        </Group>
      )}
    </Stack>
  )
}
