import { Checkbox, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Schema } from '../api/client.ts'

const KINDS = ['public', 'bank', 'optional'] as const
type Kinds = Schema<'Company'>['holiday_kinds']

interface Props {
  /** Null: as is customary in each country. */
  value: Kinds
  onChange: (kinds: Kinds) => void
  error?: React.ReactNode
}

/** Which kinds of holidays are days off. */
export function HolidayKindsInput({ value, onChange, error }: Props) {
  const { t } = useTranslation()
  return (
    <Stack gap="xs">
      <Checkbox
        label={t('settings.company.kindsByCustom')}
        description={t('settings.company.kindsByCustomHint')}
        checked={value === null}
        onChange={({ currentTarget: { checked } }) => onChange(checked ? null : ['public'])}
      />
      {value !== null && (
        <Checkbox.Group
          label={t('settings.company.kinds')}
          value={value}
          onChange={(chosen) => onChange(KINDS.filter((kind) => chosen.includes(kind)))}
          error={error}
        >
          <Stack gap="xs" mt={6}>
            {KINDS.map((kind) => (
              <Checkbox
                key={kind}
                value={kind}
                label={t(`settings.company.kind.${kind}`)}
                description={t(`settings.company.kindHint.${kind}`)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </Stack>
  )
}
