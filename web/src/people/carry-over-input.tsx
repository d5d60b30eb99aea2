import { NumberInput, Radio, SimpleGrid, Stack } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { PolicyValues } from './policy-values.ts'

const USUAL_CAP = 5
const USUAL_MONTHS = 3

interface Props {
  form: UseFormReturnType<PolicyValues>
  disabled: boolean
}

/** What a leave year hands on: nothing, some or all of what is left, for good or for some months. */
export function CarryOverInput({ form, disabled }: Props) {
  const { t } = useTranslation()
  const { cap, expires_after_months } = form.values.carry_over
  const kind = cap === null ? 'all' : cap === 0 ? 'nothing' : 'some'
  const caps = { all: null, nothing: 0, some: USUAL_CAP }
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t('people.policy.carryOver')}
        value={kind}
        onChange={(chosen) => form.setFieldValue('carry_over.cap', caps[chosen as keyof typeof caps])}
      >
        <Stack gap={6} mt={6}>
          {(['nothing', 'some', 'all'] as const).map((each) => (
            <Radio key={each} value={each} label={t(`people.policy.carry.${each}`)} disabled={disabled} />
          ))}
        </Stack>
      </Radio.Group>
      {kind === 'some' && (
        <NumberInput
          label={t(`people.policy.cap.${form.values.unit}`)}
          allowedDecimalSeparators={[',', '.']}
          disabled={disabled}
          w={{ base: '100%', xs: 260 }}
          {...form.getInputProps('carry_over.cap')}
        />
      )}
      {kind !== 'nothing' && (
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Radio.Group
            label={t('people.policy.expiry')}
            value={expires_after_months === null ? 'never' : 'after'}
            onChange={(chosen) =>
              form.setFieldValue('carry_over.expires_after_months', chosen === 'never' ? null : USUAL_MONTHS)
            }
          >
            <Stack gap={6} mt={6}>
              {(['never', 'after'] as const).map((each) => (
                <Radio key={each} value={each} label={t(`people.policy.expires.${each}`)} disabled={disabled} />
              ))}
            </Stack>
          </Radio.Group>
          {expires_after_months !== null && (
            <NumberInput
              label={t('people.policy.months')}
              allowDecimal={false}
              disabled={disabled}
              {...form.getInputProps('carry_over.expires_after_months')}
            />
          )}
        </SimpleGrid>
      )}
    </Stack>
  )
}
