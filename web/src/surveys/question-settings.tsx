import { Checkbox, Group, Stack, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Question } from '../../../server/surveys/form/form.ts'
import { NumberField, type NumberFieldProps } from '../ui/number-field.tsx'
import { ChoicesEditor } from './choices-editor.tsx'

interface Props {
  question: Question
  /** Whether its scale has been published: answers on two could not be counted together. */
  isPublished: boolean
  set: (change: object) => void
}

/** What only questions of this type have. */
export function QuestionSettings({ question, isPublished, set }: Props) {
  const { t } = useTranslation()
  const number = (name: string, value: number | null, more: Partial<NumberFieldProps> = {}) => (
    <NumberField
      key={name}
      w={130}
      size="sm"
      label={t(`builder.${name}`)}
      value={value}
      allowNegative={more.min === undefined}
      {...more}
      // At once, not when the field is left: the preview makes an input of each step of a scale.
      onChange={(changed) => set({ [name]: changed === null ? null : Math.min(changed, more.max ?? changed) })}
    />
  )
  const text = (name: string, value: string, type = 'text') => (
    <TextInput
      key={name}
      size="sm"
      type={type}
      label={t(`builder.${name}`)}
      value={value}
      onChange={(event) => set({ [name]: event.currentTarget.value || (type === 'date' ? null : '') })}
    />
  )
  const list = (name: 'choices' | 'rows' | 'columns', choices: { id: string; label: string }[]) => (
    <ChoicesEditor
      key={name}
      label={t(`builder.${name}`)}
      choices={choices}
      onChange={(changed) => set({ [name]: changed })}
    />
  )
  switch (question.type) {
    case 'text':
    case 'long_text':
      return (
        <Group>
          {number('min_length', question.min_length, { min: 0 })}
          {number('max_length', question.max_length, { min: 1, max: question.type === 'text' ? 500 : 10_000 })}
        </Group>
      )
    case 'single_choice':
    case 'multiple_choice':
      return (
        <Stack gap="xs">
          {list('choices', question.choices)}
          <Checkbox
            label={t('builder.other')}
            checked={question.other}
            onChange={(event) => set({ other: event.currentTarget.checked })}
          />
          {question.type === 'multiple_choice' && (
            <Group>
              {number('min_choices', question.min_choices, { min: 1 })}
              {number('max_choices', question.max_choices, { min: 1 })}
            </Group>
          )}
        </Stack>
      )
    case 'ranking':
      return (
        <Stack gap="xs">
          {list('choices', question.choices)}
          <Group>
            {number('min_choices', question.min_choices ?? null, { min: 1 })}
            {number('max_choices', question.max_choices ?? null, { min: 1 })}
          </Group>
          <Text size="xs" c="dimmed">
            {t('builder.rankingHint')}
          </Text>
        </Stack>
      )
    case 'matrix':
      return (
        <Group align="start" grow>
          {list('rows', question.rows)}
          {list('columns', question.columns)}
        </Group>
      )
    case 'rating':
      return (
        <Group>
          {number('min', question.min, { min: 0, max: 1, disabled: isPublished })}
          {number('max', question.max, { min: 2, max: 10, disabled: isPublished })}
          {text('min_label', question.min_label)}
          {text('max_label', question.max_label)}
        </Group>
      )
    case 'nps':
      return (
        <Group>
          {text('min_label', question.min_label)}
          {text('max_label', question.max_label)}
        </Group>
      )
    case 'number':
      return (
        <Group>
          {number('min', question.min)}
          {number('max', question.max)}
          {number('decimals', question.decimals, { min: 0, max: 6 })}
        </Group>
      )
    case 'date':
      return (
        <Group>
          {text('earliest', question.earliest ?? '', 'date')}
          {text('latest', question.latest ?? '', 'date')}
        </Group>
      )
    case 'yes_no':
      return null
  }
}
