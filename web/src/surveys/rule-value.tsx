import { Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Condition, Question } from '../../../server/surveys/form/form.ts'
import { OTHER } from '../../../server/surveys/form/other.ts'
import { NumberField } from '../ui/number-field.tsx'

interface Props {
  question: Question
  value: Condition['value']
  onChange: (value: string | number | boolean) => void
}

/** What a condition compares the answer with, entered as fits the question's type. */
export function RuleValue({ question, value, onChange }: Props) {
  const { t } = useTranslation()
  const label = t('rule.value')
  const pick = (data: { value: string; label: string }[], parse: (text: string) => string | boolean) => (
    <Select
      size="xs"
      flex={1}
      miw={120}
      aria-label={label}
      data={data}
      value={value === undefined ? null : String(value)}
      onChange={(text) => text !== null && onChange(parse(text))}
    />
  )
  switch (question.type) {
    case 'single_choice':
    case 'multiple_choice': {
      const choices = question.choices.map(({ id, label: text }) => ({ value: id, label: text || id }))
      return pick(question.other ? [...choices, { value: OTHER, label: t('builder.otherChoice') }] : choices, String)
    }
    case 'yes_no':
      return pick(
        [
          { value: 'true', label: t('builder.yes') },
          { value: 'false', label: t('builder.no') },
        ],
        (text) => text === 'true',
      )
    case 'date':
      return (
        <TextInput
          size="xs"
          type="date"
          aria-label={label}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    default:
      return (
        <NumberField
          size="xs"
          w={90}
          aria-label={label}
          value={typeof value === 'number' ? value : null}
          onChange={(number) => number !== null && onChange(number)}
        />
      )
  }
}
