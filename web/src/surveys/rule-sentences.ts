import i18next from 'i18next'
import type { Condition, Operator, Question, QuestionType, ShownIf } from '../../../server/surveys/form/form.ts'
import { comparesValue } from '../../../server/surveys/form/operator-rules.ts'
import { OTHER } from '../../../server/surveys/form/other.ts'
import { showDay, showNumber } from '../ui/formats.ts'

/** A rule as a sentence: `Asked only if: “Lunch” is “Soup”, and “Days” is answered.` `earlier` has what it looks at. */
export function ruleSentence({ match, conditions }: ShownIf, earlier: readonly Question[]): string {
  const said = conditions.map((condition) => conditionOf(condition, earlier))
  return i18next.t('rule.sentence', { conditions: said.join(i18next.t(match === 'all' ? 'rule.and' : 'rule.or')) })
}

/** What an operator is called between a question of this type and a value. */
export function operatorText(operator: Operator, type: QuestionType): string {
  return i18next.t(`rule.${operator}`, { context: type })
}

function conditionOf({ question: id, operator, value }: Condition, earlier: readonly Question[]): string {
  const question = earlier.find((one) => one.id === id)
  const title = question?.title.trim() || i18next.t('builder.untitled')
  if (!question) return i18next.t('rule.gone')
  const words = [i18next.t('rule.quoted', { text: title }), operatorText(operator, question.type)]
  return [...words, ...(comparesValue(operator) ? [valueText(question, value)] : [])].join(' ')
}

function valueText(question: Question, value: Condition['value']): string {
  if (value === undefined) return '…'
  switch (question.type) {
    case 'single_choice':
    case 'multiple_choice': {
      const label = question.choices.find(({ id }) => id === value)?.label ?? ''
      return i18next.t('rule.quoted', { text: value === OTHER ? i18next.t('builder.otherChoice') : label })
    }
    case 'yes_no':
      return i18next.t('rule.quoted', { text: i18next.t(value === true ? 'builder.yes' : 'builder.no') })
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? showDay(String(value)) : '…'
    default:
      return typeof value === 'number' ? showNumber(value) : '…'
  }
}
