import type { Static, TProperties } from 'typebox'
import { closed, Day, Line, nullable, oneOf, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import type { QuestionType } from '../form/form.ts'

const count = Type.Integer()
const share = nullable(Type.Number(), { description: 'Of those who answered: 0 to 1; null when nobody did.' })
const number = nullable(Type.Number())

const QUESTION_TYPES: readonly QuestionType[] = [
  ...(['text', 'long_text', 'single_choice', 'multiple_choice', 'rating', 'nps'] as const),
  ...(['yes_no', 'number', 'date', 'ranking', 'matrix'] as const),
]

/** Why something of an anonymous survey is not shown. */
export type Withheld = 'too_few' | 'not_closed' | 'filter' | 'group' | 'depends' | 'versions' | 'not_promised'

const Part = Type.Object({ count, share }, { title: 'SurveyPart' })
export type Part = Static<typeof Part>

/** The same object, or null. */
const orNull = <T>(schema: object) => Type.Unsafe<T | null>({ ...schema, type: ['object', 'null'] })

const named = { id: Type.String(), label: Type.String({ description: 'As it is in the newest version that has it.' }) }

const Wording = Type.Object(
  {
    version: Type.Integer({ description: 'The first one that has this wording.' }),
    title: Type.String(),
    labels: Type.Array(
      Type.Object({ of: oneOf(['choice', 'row', 'column', 'end']), id: Type.String(), label: Type.String() }),
      { description: 'Those that are not the same in every version. The ends of a scale are `min` and `max`.' },
    ),
  },
  { title: 'SurveyWording' },
)
export type Wording = Static<typeof Wording>

const shared = {
  id: Type.String(),
  title: Type.String({ description: 'As it is in the newest version that has it.' }),
  removed: Type.Boolean({ description: 'Whether it is no longer asked.' }),
}

const common = {
  ...shared,
  hidden_because: Type.Unsafe<null>({
    type: 'null',
    description: 'What of an anonymous survey is not shown says why.',
  }),
  asked: Type.Integer({ description: 'How many it was put to.' }),
  answered: Type.Integer({ description: 'How many of those answered it.' }),
  wordings: Type.Array(Wording, {
    description:
      'Where it has been worded differently: each wording, the first one first. Answers count together. None in an ' +
      'anonymous survey.',
  }),
}

/** The results of questions of these types: what all have, and what these have beside it. */
function result<const T extends QuestionType, P extends TProperties>(types: readonly T[], title: string, more: P) {
  return Type.Object({ type: oneOf(types), ...common, ...more }, { title })
}

const removed = Type.Boolean({ description: 'Whether it is no longer to be chosen.' })
const Choices = Type.Array(Type.Object({ ...named, removed, count, share }))
const values = Type.Array(Type.Object({ value: Type.Integer(), count, share }), {
  description: 'Everything on the scale.',
})
const bins = <T>(bound: object) =>
  Type.Unsafe<{ from: T; to: T; count: number }[]>({
    type: 'array',
    items: Type.Object({ from: bound as never, to: bound as never, count }),
    description:
      'The range from the least to the most, in at most 20 parts. Of whole numbers and days, both ends belong to a part; ' +
      'of other numbers, its end belongs to the next part.',
  })

const HiddenResult = Type.Object(
  {
    type: oneOf(QUESTION_TYPES),
    ...shared,
    hidden_because: oneOf(['too_few', 'depends', 'group', 'versions'], {
      description:
        'Of an anonymous survey: `too_few` have answered it yet, or it `depends` on more than one earlier answer whether ' +
        'it is asked, so that its numbers would join the answers of single people. Also where versions ask it under ' +
        'different conditions. Of a `group` alone: too few in it answered, or another one’s answers could be worked out. ' +
        'Nor is a group shown of what `versions` ask differently.',
    }),
  },
  { title: 'HiddenResult' },
)
export type HiddenResult = Static<typeof HiddenResult>

const TextResult = result(['text', 'long_text'], 'TextResult', {})
export type TextResult = Static<typeof TextResult>

const ChoiceResult = result(['single_choice', 'multiple_choice'], 'ChoiceResult', {
  choices: Choices,
  other: orNull<Part>({ ...Part, title: undefined, description: 'Null where nobody could say anything else.' }),
})
export type ChoiceResult = Static<typeof ChoiceResult>

const RatingResult = result(['rating'], 'RatingResult', { values, mean: number, median: number })
export type RatingResult = Static<typeof RatingResult>

const NpsResult = result(['nps'], 'NpsResult', {
  values,
  mean: number,
  median: number,
  promoters: Part,
  passives: Part,
  detractors: Part,
  score: nullable(Type.Number(), { description: 'The share of promoters less that of detractors: −100 to 100.' }),
})
export type NpsResult = Static<typeof NpsResult>

const YesNoResult = result(['yes_no'], 'YesNoResult', { yes: Part, no: Part })
export type YesNoResult = Static<typeof YesNoResult>

const own = nullable(Type.Number(), { description: 'Null in an anonymous survey, as it is what one person said.' })
const ownDay = nullable(Day, { description: 'Null in an anonymous survey, as it is what one person said.' })

const NumberResult = result(['number'], 'NumberResult', {
  mean: number,
  median: own,
  min: own,
  max: own,
  bins: bins<number>(Type.Number()),
})
export type NumberResult = Static<typeof NumberResult>

const DateResult = result(['date'], 'DateResult', {
  earliest: ownDay,
  latest: ownDay,
  median: nullable(Day, { description: 'Of two in the middle, the earlier; null in an anonymous survey.' }),
  bins: bins<string>(Day),
})
export type DateResult = Static<typeof DateResult>

const RankingResult = result(['ranking'], 'RankingResult', {
  choices: Type.Array(
    Type.Object({
      ...named,
      removed,
      ranked: Type.Integer({ description: 'How many gave it a place.' }),
      mean_rank: nullable(Type.Number(), { description: 'Of those who gave it one; 1 is the first place.' }),
      first: Type.Integer({ description: 'How many put it first.' }),
      score: nullable(Type.Number(), {
        description:
          'The mean share of the others that it was put before (Borda): 1 when always first, 0 when last or left out.',
      }),
    }),
  ),
})
export type RankingResult = Static<typeof RankingResult>

const MatrixResult = result(['matrix'], 'MatrixResult', {
  rows: Type.Array(
    Type.Object({
      ...named,
      removed,
      answered: nullable(Type.Integer(), {
        description: 'Null, and without columns, where too few have answered it in an anonymous survey.',
      }),
      columns: Type.Array(Type.Object({ ...named, removed, count, share })),
    }),
  ),
})
export type MatrixResult = Static<typeof MatrixResult>

const TYPES = [
  HiddenResult,
  TextResult,
  ChoiceResult,
  RatingResult,
  NpsResult,
  YesNoResult,
  NumberResult,
  DateResult,
  RankingResult,
  MatrixResult,
]
export type QuestionResult = HiddenResult | ShownResult
/** The results of a question of which something is shown. */
export type ShownResult =
  | TextResult
  | ChoiceResult
  | RatingResult
  | NpsResult
  | YesNoResult
  | NumberResult
  | DateResult
  | RankingResult
  | MatrixResult

const example = {
  reply_count: 12,
  complete_count: 9,
  begun_count: 16,
  completion: 0.75,
  hidden: false,
  hidden_because: null,
  next_at: null,
  days: [
    { day: '2026-06-15', replies: 8 },
    { day: '2026-06-16', replies: 4 },
  ],
  versions: [{ version: 1, published_at: '2026-06-15T07:30:00.000Z', replies: 12 }],
  questions: [
    {
      type: 'single_choice',
      id: 'lunch',
      title: 'What would you like?',
      removed: false,
      hidden_because: null,
      asked: 12,
      answered: 10,
      wordings: [],
      choices: [
        { id: 'soup', label: 'Soup', removed: false, count: 7, share: 0.7 },
        { id: 'salad', label: 'Salad', removed: false, count: 1, share: 0.1 },
      ],
      other: { count: 2, share: 0.2 },
    },
    {
      type: 'rating',
      id: 'mood',
      title: 'How do you like the kitchen?',
      removed: false,
      hidden_because: null,
      asked: 10,
      answered: 9,
      wordings: [],
      values: [
        { value: 1, count: 0, share: 0 },
        { value: 2, count: 0, share: 0 },
        { value: 3, count: 3, share: 1 / 3 },
        { value: 4, count: 6, share: 2 / 3 },
        { value: 5, count: 0, share: 0 },
      ],
      mean: 33 / 9,
      median: 4,
    },
  ],
}

export const Results = Type.Object(
  {
    reply_count: Type.Integer({
      description:
        'How many replies these are the results of. Of an anonymous survey that shows nothing yet: how many there are.',
    }),
    complete_count: nullable(count, {
      description:
        'Those who answered everything that they were asked. Null in an anonymous survey, as it joins answers.',
    }),
    begun_count: nullable(count, {
      description:
        'How many began to answer, whether they finished or not. Null where replies are filtered, and in an anonymous ' +
        'survey until it is closed.',
    }),
    completion: nullable(Type.Number(), {
      description: 'The share of those who began that have finished: 0 to 1. Null where `begun_count` is null or 0.',
    }),
    hidden: Type.Boolean({ description: 'True where nothing of an anonymous survey is shown.' }),
    hidden_because: Type.Unsafe<Withheld | null>({
      type: ['string', 'null'],
      enum: ['too_few', 'not_closed', 'filter', 'group', null],
      description:
        '`too_few` have replied; it is `not_closed` yet, and its results come after that; it is not to be filtered by ' +
        'this question, whatever the answer; or this `group` is too small, or another one could be worked out from it.',
    }),
    next_at: nullable(Type.Integer(), {
      description:
        'Of an anonymous survey whose results come in steps: how many replies there must be for the next one.',
    }),
    days: Type.Array(Type.Object({ day: Day, replies: count }), { description: 'Empty in an anonymous survey.' }),
    versions: Type.Array(
      Type.Object({
        version: Type.Integer(),
        published_at: Timestamp,
        replies: nullable(count, { description: 'Null in an anonymous survey.' }),
      }),
    ),
    questions: Type.Array(Type.Unsafe<QuestionResult>({ type: 'object', oneOf: TYPES })),
  },
  { title: 'SurveyResults', examples: [example] },
)
export type Results = Static<typeof Results>

export const ResultsQuery = closed({
  question: Type.Optional(Line(1, 40, { description: 'Only replies that answered this question so.' })),
  answer: Type.Optional(
    Line(1, 100, {
      description:
        'The id of a choice, or `other`; a number; `true` or `false`; a day; `choice:place`, counted from 1, of a ranking; ' +
        '`row:column` of a matrix.',
    }),
  ),
})
