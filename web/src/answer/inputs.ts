import type { AnswerValue, OtherChoice } from '../../../server/surveys/answering/schema.ts'
import type {
  MatrixQuestion,
  MultipleChoiceQuestion,
  NumberQuestion,
  Question,
  RankingQuestion,
  SingleChoiceQuestion,
} from '../../../server/surveys/form/form.ts'
import { parseNumber, showPlain } from '../ui/number-rules.ts'
import { element } from './dom.ts'
import { readerLocale } from './locale.ts'
import type { Texts } from './texts.ts'

/** What a person puts their answer in. */
export interface Input {
  element: HTMLElement
  /** The answer as it is sent; undefined for none. */
  read(): AnswerValue | undefined
  /** Whether something stands there that is no answer at all, such as half a date; `read` then finds none. */
  isUnreadable?(): boolean
}

/** Makes the input of a question, holding an earlier answer. `labelledBy` is the id of its title. */
export function makeInput(
  question: Question,
  before: AnswerValue | undefined,
  texts: Texts,
  labelledBy: string,
): Input {
  const name = `q-${question.id}`
  switch (question.type) {
    case 'text':
      // No `maxLength`: browsers count the parts of an emoji, and would cut it in two.
      return fieldOf('input', { type: 'text' }, before, labelledBy)
    case 'long_text':
      return fieldOf('textarea', { rows: 4 }, before, labelledBy)
    case 'number':
      return numberInput(question, before, labelledBy)
    case 'date': {
      const bounds = {
        ...(question.earliest && { min: question.earliest }),
        ...(question.latest && { max: question.latest }),
      }
      return fieldOf('input', { type: 'date', ...bounds }, before, labelledBy)
    }
    case 'single_choice':
      return choiceInput(question, before, texts, name)
    case 'multiple_choice':
      return choicesInput(question, before, texts, name)
    case 'yes_no':
      return yesNoInput(name, before, texts)
    case 'rating':
      return scaleInput(name, question.min, question.max, question, before)
    case 'nps':
      return scaleInput(name, 0, 10, question, before)
    case 'ranking':
      return rankingInput(question, before, texts)
    case 'matrix':
      return matrixInput(question, before, name)
  }
}

function fieldOf(
  tag: 'input' | 'textarea',
  properties: Record<string, unknown>,
  before: AnswerValue | undefined,
  labelledBy: string,
): Input & { element: HTMLInputElement | HTMLTextAreaElement } {
  const field = element(tag, {
    ...properties,
    value: before === undefined ? '' : String(before),
    'aria-labelledby': labelledBy,
  })
  return {
    element: field,
    read: () => (field.value.trim() === '' ? undefined : field.value),
    isUnreadable: () => field.validity.badInput,
  }
}

/** A plain field: in one for numbers some browsers drop the comma of `3,5`, and say nothing. */
function numberInput({ min, decimals }: NumberQuestion, before: AnswerValue | undefined, labelledBy: string): Input {
  const locale = readerLocale()
  const shown = typeof before === 'number' ? showPlain(before, locale) : undefined
  // Some telephones have no minus among their digits.
  const keys = min === null || min < 0 ? 'text' : decimals === 0 ? 'numeric' : 'decimal'
  const { element: field } = fieldOf('input', { type: 'text', inputMode: keys, autocomplete: 'off' }, shown, labelledBy)
  const read = () => parseNumber(field.value, locale)
  return { element: field, read, isUnreadable: () => field.value.trim() !== '' && read() === undefined }
}

/** A radio button or check box, and what it stands for. */
function option(type: 'radio' | 'checkbox', name: string, value: string, label: string, checked: boolean) {
  const input = element('input', { type, name, value, checked })
  return { input, label: element('label', { class: 'option' }, input, element('span', {}, label)) }
}

function pickInput(
  name: string,
  choices: readonly (readonly [value: string, label: string])[],
  before: AnswerValue | undefined,
  parse: (text: string) => AnswerValue,
): Input {
  const options = choices.map(([value, label]) => option('radio', name, value, label, String(before) === value))
  return {
    element: element('div', { class: 'options' }, ...options.map(({ label }) => label)),
    read() {
      const chosen = options.find(({ input }) => input.checked)
      return chosen && parse(chosen.input.value)
    },
  }
}

function yesNoInput(name: string, before: AnswerValue | undefined, texts: Texts): Input {
  const words = [
    ['true', texts.yes],
    ['false', texts.no],
  ] as const
  const input = pickInput(name, words, before, (text) => text === 'true')
  input.element.lang = texts.language
  return input
}

function scaleInput(
  name: string,
  min: number,
  max: number,
  { min_label, max_label }: { min_label: string; max_label: string },
  before: AnswerValue | undefined,
): Input {
  const values = Array.from({ length: max - min + 1 }, (_, i) => String(min + i))
  const input = pickInput(
    name,
    values.map((value) => [value, value]),
    before,
    Number,
  )
  input.element.className = 'scale'
  const ends = element('div', { class: 'ends' }, element('span', {}, min_label), element('span', {}, max_label))
  return { ...input, element: element('div', {}, input.element, min_label || max_label ? ends : null) }
}

function isOther(value: unknown): value is OtherChoice {
  return typeof value === 'object' && value !== null && 'other' in value
}

/** The choice to say something else, with room for it: writing there chooses it. */
function otherOption(type: 'radio' | 'checkbox', name: string, texts: Texts, before: OtherChoice | undefined) {
  const { input, label } = option(type, name, 'other', texts.other, before !== undefined)
  label.lang = texts.language
  const words = element('input', {
    type: 'text',
    value: before?.other ?? '',
    'aria-label': texts.other,
  })
  words.addEventListener('input', () => {
    input.checked = words.value !== ''
  })
  // Also without words: whoever has chosen it is asked for them, rather than taken for somebody who has not.
  const read = (): OtherChoice | undefined => (input.checked ? { other: words.value } : undefined)
  return { element: element('div', { class: 'other' }, label, words), read }
}

function choiceInput(
  question: SingleChoiceQuestion,
  before: AnswerValue | undefined,
  texts: Texts,
  name: string,
): Input {
  const pick = pickInput(
    name,
    question.choices.map(({ id, label }) => [id, label]),
    before,
    String,
  )
  if (!question.other) return pick
  const other = otherOption('radio', name, texts, isOther(before) ? before : undefined)
  pick.element.append(other.element)
  return { element: pick.element, read: () => pick.read() ?? other.read() }
}

function choicesInput(
  question: MultipleChoiceQuestion,
  before: AnswerValue | undefined,
  texts: Texts,
  name: string,
): Input {
  const chosen = Array.isArray(before) ? before : []
  const options = question.choices.map(({ id, label }) => option('checkbox', name, id, label, chosen.includes(id)))
  const other = question.other ? otherOption('checkbox', name, texts, chosen.find(isOther)) : undefined
  return {
    element: element('div', { class: 'options' }, ...options.map(({ label }) => label), other?.element ?? null),
    read() {
      const ids = options.filter(({ input }) => input.checked).map(({ input }) => input.value)
      const words = other?.read()
      const all = words === undefined ? ids : [...ids, words]
      return all.length === 0 ? undefined : all
    },
  }
}

/** Choices are tapped in order; a second tap takes one out again. */
function rankingInput(question: RankingQuestion, before: AnswerValue | undefined, texts: Texts): Input {
  let order = Array.isArray(before) ? before.filter((id) => typeof id === 'string') : []
  const list = element('div', { class: 'ranking' })
  const show = () => {
    const buttons = question.choices.map(({ id, label }) => {
      const place = order.indexOf(id)
      const rank = element('span', { class: 'rank' }, place === -1 ? '·' : String(place + 1))
      const button = element('button', { type: 'button', 'aria-pressed': place !== -1 }, rank, label)
      button.addEventListener('click', () => {
        order = place === -1 ? [...order, id] : order.filter((one) => one !== id)
        show()
        list.dispatchEvent(new Event('change', { bubbles: true }))
        const again = question.choices.findIndex((choice) => choice.id === id)
        ;(list.children[again] as HTMLElement).focus()
      })
      return button
    })
    list.replaceChildren(...buttons)
  }
  show()
  return {
    element: element('div', {}, element('p', { class: 'hint', lang: texts.language }, texts.rank), list),
    read: () => (order.length === 0 ? undefined : order),
  }
}

function matrixInput(question: MatrixQuestion, before: AnswerValue | undefined, name: string): Input {
  const earlier = (typeof before === 'object' && !Array.isArray(before) ? before : {}) as Record<string, string>
  const rows = question.rows.map(({ id, label }) => {
    const pick = pickInput(
      `${name}-${id}`,
      question.columns.map((column) => [column.id, column.label]),
      earlier[id],
      String,
    )
    return { id, pick, element: element('fieldset', { class: 'row' }, element('legend', {}, label), pick.element) }
  })
  return {
    element: element('div', {}, ...rows.map((row) => row.element)),
    read() {
      const chosen = rows.flatMap(({ id, pick }) => {
        const column = pick.read()
        return column === undefined ? [] : [[id, column] as const]
      })
      return chosen.length === 0 ? undefined : (Object.fromEntries(chosen) as Record<string, string>)
    },
  }
}
