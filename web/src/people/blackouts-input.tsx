import { Button, Fieldset, Group, Input, Stack, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { LeaveTypeValues } from './leave-type-values.ts'

/** Spans of days on which nothing of a leave type is given, each with its reason. */
export function BlackoutsInput({ form }: { form: UseFormReturnType<LeaveTypeValues> }) {
  const { t } = useTranslation()
  const { blackouts } = form.values
  return (
    <Fieldset legend={t('people.type.blackouts')}>
      <Stack gap="sm">
        {blackouts.map((_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a span is known by its place alone.
          <Group key={at} align="start" gap="xs">
            <TextInput
              type="date"
              label={t('people.type.blackoutStart')}
              {...form.getInputProps(`blackouts.${at}.start`)}
            />
            <TextInput
              type="date"
              label={t('people.type.blackoutEnd')}
              {...form.getInputProps(`blackouts.${at}.end`)}
            />
            <TextInput
              flex={1}
              miw={140}
              label={t('people.type.blackoutReason')}
              {...form.getInputProps(`blackouts.${at}.reason`)}
            />
            <Button
              variant="default"
              mt={25}
              aria-label={t('people.type.blackoutRemove', { number: at + 1 })}
              onClick={() => form.removeListItem('blackouts', at)}
            >
              {t('people.takeAway')}
            </Button>
          </Group>
        ))}
        {form.errors.blackouts && <Input.Error>{form.errors.blackouts}</Input.Error>}
        <Button
          variant="default"
          size="xs"
          w="fit-content"
          onClick={() => form.insertListItem('blackouts', { start: '', end: '', reason: '' })}
        >
          {t('people.type.blackoutAdd')}
        </Button>
      </Stack>
    </Fieldset>
  )
}
