import { Checkbox, Group, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Question, QuestionType, Section } from '../../../server/surveys/form/schema.ts'
import { ChoicesEditor } from './choices-editor.tsx'
import { newQuestion, TYPES } from './new-questions.ts'
import { RuleEditor } from './rule-editor.tsx'

interface Props {
  question: Question
  earlier: readonly Question[]
  sections: readonly Section[]
  /** False once it is published: answers of two types could not be counted together. */
  mayChangeType: boolean
  onChange: (question: Question) => void
}

/** Everything that a question says and asks for. */
export function QuestionEditor({ question, earlier, sections, mayChangeType, onChange }: Props) {
  const { t } = useTranslation()
  const set = (change: Partial<Question>) => onChange({ ...question, ...change } as Question)
  return (
    <Stack gap="sm">
      <Group align="end">
        <TextInput
          flex={1}
          miw={200}
          label={t('builder.title')}
          value={question.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <Select
          w={180}
          label={t('builder.type')}
          data={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
          value={question.type}
          disabled={!mayChangeType}
          allowDeselect={false}
          onChange={(type) => onChange(newQuestion(type as QuestionType, question))}
        />
      </Group>
      <Settings question={question} set={set} />
      <Textarea
        label={t('builder.text')}
        autosize
        minRows={1}
        value={question.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <Group>
        <Checkbox
          label={t('builder.required')}
          checked={question.required}
          onChange={(event) => set({ required: event.currentTarget.checked })}
        />
        {sections.length > 0 && (
          <Select
            size="xs"
            aria-label={t('builder.section')}
            placeholder={t('builder.section')}
            data={sections.map(({ id, title }) => ({ value: id, label: title }))}
            value={question.section}
            clearable
            onChange={(section) => set({ section })}
          />
        )}
      </Group>
      <RuleEditor rule={question.shown_if} earlier={earlier} onChange={(shown_if) => set({ shown_if })} />
    </Stack>
  )
}

interface SettingsProps {
  question: Question
  set: (change: object) => void
}

/** What only questions of this type have. */
function Settings({ question, set }: SettingsProps) {
  const { t } = useTranslation()
  const number = (name: string, value: number | null, least?: number) => (
    <NumberInput
      key={name}
      w={130}
      size="sm"
      label={t(`builder.${name}`)}
      value={value ?? ''}
      {...(least !== undefined && { min: least })}
      onChange={(changed) => set({ [name]: typeof changed === 'number' ? changed : null })}
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
              {number('min_choices', question.min_choices, 1)}
              {number('max_choices', question.max_choices, 1)}
            </Group>
          )}
        </Stack>
      )
    case 'ranking':
      return list('choices', question.choices)
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
          {number('min', question.min, 0)}
          {number('max', question.max, 2)}
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
          {number('decimals', question.decimals, 0)}
        </Group>
      )
    case 'date':
      return (
        <Group>
          {text('earliest', question.earliest ?? '', 'date')}
          {text('latest', question.latest ?? '', 'date')}
        </Group>
      )
    default:
      return null
  }
}
