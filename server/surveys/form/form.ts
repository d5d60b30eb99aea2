/** What can be asked of the answer to a question. */
export type Operator = 'is' | 'is_not' | 'at_least' | 'at_most' | 'answered' | 'not_answered'

/** `value` is there for those that compare the answer with one. */
export interface Condition {
  question: string
  operator: Operator
  value?: string | number | boolean
}

/** Under which earlier answers a question or section is asked. */
export interface ShownIf {
  match: 'all' | 'any'
  conditions: Condition[]
}

/** What all questions have, once it is stored: nothing is left out. */
interface Common {
  id: string
  title: string
  text: string
  required: boolean
  section: string | null
  shown_if: ShownIf | null
  original: { type: string; reply_content: unknown } | null
}
export interface Choice {
  id: string
  label: string
}
interface Scaled {
  min_label: string
  max_label: string
}
export type TextQuestion = Common & { type: 'text' | 'long_text'; min_length: number; max_length: number }
export type SingleChoiceQuestion = Common & { type: 'single_choice'; choices: Choice[]; other: boolean }
export type MultipleChoiceQuestion = Common & {
  type: 'multiple_choice'
  choices: Choice[]
  other: boolean
  min_choices: number | null
  max_choices: number | null
}
export type RatingQuestion = Common & Scaled & { type: 'rating'; min: number; max: number }
export type NpsQuestion = Common & Scaled & { type: 'nps' }
export type YesNoQuestion = Common & { type: 'yes_no' }
export type NumberQuestion = Common & { type: 'number'; min: number | null; max: number | null; decimals: number }
export type DateQuestion = Common & { type: 'date'; earliest: string | null; latest: string | null }
export type RankingQuestion = Common & {
  type: 'ranking'
  choices: Choice[]
  /** These two are not there in what was published before answers could leave choices out. */
  min_choices?: number | null
  max_choices?: number | null
}
export type MatrixQuestion = Common & { type: 'matrix'; rows: Choice[]; columns: Choice[] }
export type Question =
  | TextQuestion
  | SingleChoiceQuestion
  | MultipleChoiceQuestion
  | RatingQuestion
  | NpsQuestion
  | YesNoQuestion
  | NumberQuestion
  | DateQuestion
  | RankingQuestion
  | MatrixQuestion

export type QuestionType = Question['type']

export interface Section {
  id: string
  title: string
  text: string
  shown_if: ShownIf | null
}

/** What a survey asks, in the order in which it asks it. */
export interface Form {
  welcome: string
  thanks: string
  sections: Section[]
  questions: Question[]
}

/** The texts of a form as HTML; those of sections and questions by their ids, where there are any. */
export interface FormHtml {
  welcome: string
  thanks: string
  sections: Record<string, string>
  questions: Record<string, string>
}
