import type { Static, TProperties } from 'typebox'
import { closed, Day, Line, notBlank, nullable, oneOf, Text } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import type { QuestionType, Question as StoredQuestion } from './form.ts'

export const MAX_QUESTIONS = 1_000
const MAX_CHOICES = 200

/** Names a section, a question or a choice within its survey, so that a survey is the same survey wherever it is imported. */
const Key = Type.String({
  pattern: '^(?!constructor$)[a-z0-9][a-z0-9_-]{0,39}$',
  'x-sentence': 'Must be 1 to 40 lower-case letters, digits, dashes or underscores.',
  description: 'Unique in its survey; given by the server where it is left out.',
  examples: ['q7hk2m4p'],
})

const label = Line(1, 500, notBlank)
const markdown = (description: string) => Text(0, 10_000, { default: '', description })
const scaleLabel = Line(0, 100, { default: '' })

const Choice = closed({ id: Type.Optional(Key), label }, { title: 'SurveyChoice' })

const choices = (maxItems: number, minItems = 1) => Type.Array(Choice, { minItems, maxItems })
const other = Type.Boolean({ default: false, description: 'Whether people may write what is not among the choices.' })

const Condition = closed(
  {
    question: Key,
    operator: oneOf(['is', 'is_not', 'at_least', 'at_most', 'answered', 'not_answered']),
    value: Type.Optional(
      Type.Unsafe<string | number | boolean>({
        type: ['string', 'number', 'boolean'],
        description:
          'What the answer is compared with: the id of a choice, `other`, a number, a day, or true and false. ' +
          'In several choices, `is` looks for one of them.',
      }),
    ),
  },
  { title: 'SurveyCondition' },
)

const ShownIf = closed(
  {
    match: Type.Optional(oneOf(['all', 'any'], { default: 'all' })),
    conditions: Type.Array(Condition, { minItems: 1, maxItems: 10 }),
  },
  {
    title: 'SurveyRule',
    description:
      'Asked only when the conditions hold, all or any of them. They look at earlier questions; what was not answered ' +
      'meets `not_answered` alone.',
  },
)
const shownIf = Type.Unsafe<Static<typeof ShownIf> | null>({ ...ShownIf, type: ['object', 'null'], default: null })

const Original = Type.Unsafe<{ type: string; reply_content: unknown } | null>({
  ...closed(
    { type: Text(1, 200), reply_content: Type.Unknown() },
    { description: 'How a client of the older paths described it, for those paths to give back.' },
  ),
  type: ['object', 'null'],
  default: null,
})

/** A question of one type: what all have, and what this type has beside it. */
function question<const T extends string, P extends TProperties>(type: T, title: string, settings: P) {
  return closed(
    {
      type: oneOf([type]),
      id: Type.Optional(Key),
      title: Text(1, 1_000, notBlank),
      text: Type.Optional(markdown('More about it; Markdown, without pictures.')),
      required: Type.Optional(Type.Boolean({ default: false })),
      section: Type.Optional(nullable(Key, { default: null, description: 'The section that it stands in.' })),
      shown_if: Type.Optional(shownIf),
      original: Type.Optional(Original),
      ...settings,
    },
    { title },
  )
}

const labels = { min_label: Type.Optional(scaleLabel), max_label: Type.Optional(scaleLabel) }
const length = (most: number) => Type.Optional(Type.Integer({ minimum: 1, maximum: most, default: most }))
const leastLength = Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, default: 0 }))
const bound = (description: string) =>
  Type.Optional(
    Type.Unsafe<number | null>({ type: ['number', 'null'], minimum: -1e12, maximum: 1e12, default: null, description }),
  )
const count = (description: string) =>
  Type.Optional(
    Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      minimum: 1,
      maximum: MAX_CHOICES + 1,
      default: null,
      description,
    }),
  )
const day = Type.Optional(nullable(Day, { default: null }))

const TYPES = [
  question('text', 'TextQuestion', { min_length: leastLength, max_length: length(500) }),
  question('long_text', 'LongTextQuestion', { min_length: leastLength, max_length: length(10_000) }),
  question('single_choice', 'SingleChoiceQuestion', { choices: choices(MAX_CHOICES), other: Type.Optional(other) }),
  question('multiple_choice', 'MultipleChoiceQuestion', {
    choices: choices(MAX_CHOICES),
    other: Type.Optional(other),
    min_choices: count('The fewest that an answer has.'),
    max_choices: count('The most that an answer has.'),
  }),
  question('rating', 'RatingQuestion', {
    min: Type.Optional(Type.Integer({ minimum: 0, maximum: 1, default: 1 })),
    max: Type.Optional(Type.Integer({ minimum: 2, maximum: 10, default: 5 })),
    ...labels,
  }),
  question('nps', 'NpsQuestion', labels),
  question('yes_no', 'YesNoQuestion', {}),
  question('number', 'NumberQuestion', {
    min: bound('The smallest number.'),
    max: bound('The largest number.'),
    decimals: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 6, default: 2, description: 'Places after the point, at most.' }),
    ),
  }),
  question('date', 'DateQuestion', { earliest: day, latest: day }),
  question('ranking', 'RankingQuestion', {
    choices: choices(20, 2),
    min_choices: count('The fewest that an answer puts in order. Null: all of them, or one where there is a most.'),
    max_choices: count('The most that an answer puts in order, such as 3 for the best three. Null: all of them.'),
  }),
  question('matrix', 'MatrixQuestion', { rows: choices(50), columns: choices(20, 2) }),
] as const

const TYPE_NAMES = TYPES.map(({ properties }) => (properties.type as unknown as { enum: [QuestionType] }).enum[0])

const position = Type.Integer({
  minimum: 0,
  description: 'Its place among the questions, counted from 0; beyond the last of them it is the last.',
})

/** What a question is made or replaced by. */
export type QuestionInput = Static<(typeof TYPES)[number]>

/** A question of any type, as clients send it. */
export const QuestionInput = Type.Unsafe<QuestionInput>({
  type: 'object',
  discriminator: { propertyName: 'type' },
  required: ['type'],
  oneOf: TYPES,
})

/** A question of any type, as it is added to those that there are. */
export const NewQuestion = Type.Unsafe<QuestionInput & { position?: number }>({
  type: 'object',
  discriminator: { propertyName: 'type' },
  required: ['type'],
  oneOf: TYPES.map((one) =>
    closed(
      { ...one.properties, position: Type.Optional(position) },
      { title: `New${(one as { title?: string }).title}` },
    ),
  ),
  examples: [
    {
      ...{ type: 'multiple_choice', title: 'On which days do you eat here?', position: 0, other: true },
      choices: [{ label: 'Monday' }, { label: 'Friday' }],
    },
  ],
})

/** Some of a question. Which fields there are follows from its type, so they are checked once they are put together. */
export const QuestionChange = Type.Unsafe<Partial<QuestionInput> & { position?: number }>({
  type: 'object',
  title: 'SurveyQuestionChange',
  description:
    'Any fields of a question; what is left out stays. With another `type`, which only a question that was never ' +
    'published takes, the settings of the type before are dropped, but for its choices.',
  minProperties: 1,
  properties: { type: oneOf(TYPE_NAMES), title: Text(1, 1_000, notBlank), position },
  examples: [{ title: 'What would you like today?', position: 0 }],
})

/** A question's own settings by its type, beside what all questions have. */
export const QUESTION_FIELDS: ReadonlyMap<string, readonly string[]> = new Map(
  TYPES.map((one, i) => [TYPE_NAMES[i] as string, Object.keys(one.properties)]),
)

/** A question as it is shown: with everything that was left out. */
export const Question = Type.Unsafe<StoredQuestion>({
  type: 'object',
  oneOf: TYPES,
  examples: [
    {
      ...{ id: 'lunch', type: 'single_choice', title: 'What would you like?', text: '', required: true },
      ...{ section: null, shown_if: null, original: null, choices: [{ id: 'soup', label: 'Soup' }], other: true },
    },
  ],
})

export const SectionInput = closed(
  {
    id: Type.Optional(Key),
    title: Line(1, 200, notBlank),
    text: Type.Optional(markdown('Markdown, without pictures.')),
    shown_if: Type.Optional(shownIf),
  },
  { title: 'SurveySection', description: 'A heading over the questions that name it, which stand together.' },
)

/** What a form is made of, as clients send it. */
export const formFields = {
  welcome: Type.Optional(Text(0, 10_000, { description: 'Shown before the questions; Markdown, without pictures.' })),
  thanks: Type.Optional(Text(0, 10_000, { description: 'Shown after the reply; Markdown, without pictures.' })),
  sections: Type.Optional(Type.Array(SectionInput, { maxItems: 100 })),
  questions: Type.Optional(
    Type.Array(QuestionInput, {
      maxItems: MAX_QUESTIONS,
      description: 'All of them together have at most 10,000 choices, rows and columns.',
    }),
  ),
}

/** The parts of a form that a client sends; validation has filled in what its questions leave out, but for ids. */
export interface FormInput {
  welcome?: string
  thanks?: string
  sections?: Static<typeof SectionInput>[]
  questions?: QuestionInput[]
}
