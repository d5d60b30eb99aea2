import { Checkbox, Group, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Question, QuestionType, Section } from '../../../server/surveys/form/form.ts'
import { newQuestion, TYPES } from './new-questions.ts'
import { QuestionSettings } from './question-settings.tsx'
import { RuleEditor } from './rule-editor.tsx'

interface Props {
  question: Question
  earlier: readonly Question[]
  sections: readonly Section[]
  /** The id of the one that it stands in. */
  section: string | null
  /** True once it is published as it is: answers of two types could not be counted together. */
  isPublished: boolean
  onChange: (question: Question) => void
  onMoveInto: (section: string | null) => void
}

/** The name in the page of the field in which a question, or a section's heading, is written. */
export const titleId = (id: string) => `title-${id}`

/** Everything that a question says and asks for. */
export function QuestionEditor({ question, earlier, sections, section, isPublished, onChange, onMoveInto }: Props) {
  const { t } = useTranslation()
  const set = (change: Partial<Question>) => onChange({ ...question, ...change } as Question)
  return (
    <Stack gap="sm">
      <Group align="end">
        <TextInput
          id={titleId(question.id)}
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
          disabled={isPublished}
          allowDeselect={false}
          onChange={(type) => onChange(newQuestion(type as QuestionType, question))}
        />
      </Group>
      <QuestionSettings question={question} isPublished={isPublished} set={set} />
      <Textarea
        label={t('builder.text')}
        description={t('builder.markdown')}
        autosize
        minRows={1}
        value={question.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <Group align="end">
        {sections.length > 0 && (
          <Select
            label={t('builder.section')}
            placeholder={t('builder.noSection')}
            data={sections.map(({ id, title }) => ({ value: id, label: title || t('builder.untitledSection') }))}
            value={section}
            clearable
            onChange={onMoveInto}
          />
        )}
        <Checkbox
          mb={sections.length > 0 ? 8 : 0}
          label={t('builder.required')}
          checked={question.required}
          onChange={(event) => set({ required: event.currentTarget.checked })}
        />
      </Group>
      <RuleEditor rule={question.shown_if} earlier={earlier} onChange={(shown_if) => set({ shown_if })} />
    </Stack>
  )
}
