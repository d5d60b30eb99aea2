import { useTranslation } from 'react-i18next'
import { OTHER } from '../../../../server/surveys/form/other.ts'
import type { ShownResult } from '../../../../server/surveys/results/schema.ts'
import { SearchSelect } from '../../ui/search-select.tsx'

/** Replies that answered a question so, as the API has it. */
export interface Filter {
  question: string
  answer: string
}

interface Props {
  questions: readonly ShownResult[]
  /** What it is for, where nothing is chosen. */
  label: string
  filter: Filter | undefined
  onChange: (filter: Filter | undefined) => void
}

/** Only the replies that gave one answer; offered for whatever has few of them. */
export function FilterSelect({ questions, label, filter, onChange }: Props) {
  const { t } = useTranslation()
  const answersOf = (question: ShownResult): { answer: string; label: string }[] => {
    switch (question.type) {
      case 'single_choice':
      case 'multiple_choice': {
        const choices = question.choices.map(({ id, label }) => ({ answer: id, label }))
        return question.other ? [...choices, { answer: OTHER, label: t('builder.otherChoice') }] : choices
      }
      case 'yes_no':
        return [
          { answer: 'true', label: t('builder.yes') },
          { answer: 'false', label: t('builder.no') },
        ]
      case 'rating':
      case 'nps':
        return question.values.map(({ value }) => ({ answer: String(value), label: String(value) }))
      case 'ranking':
        return question.choices.map(({ id, label }) => ({ answer: `${id}:1`, label: t('results.first', { label }) }))
      case 'matrix':
        return question.rows.flatMap((row) =>
          row.columns.map(({ id, label }) => ({ answer: `${row.id}:${id}`, label: `${row.label}: ${label}` })),
        )
      default:
        return []
    }
  }
  const data = questions
    .map((question) => ({
      group: question.title,
      items: answersOf(question).map(({ answer, label }) => ({ value: `${question.id} ${answer}`, label })),
    }))
    .filter(({ items }) => items.length > 0)
  if (data.length === 0 && !filter) return <span />
  return (
    <SearchSelect
      w={300}
      maw="100%"
      placeholder={label}
      aria-label={label}
      data={data}
      clearable
      value={filter === undefined ? null : `${filter.question} ${filter.answer}`}
      onChange={(value) => {
        const [question, answer] = value?.split(' ') ?? []
        onChange(question !== undefined && answer !== undefined ? { question, answer } : undefined)
      }}
    />
  )
}
