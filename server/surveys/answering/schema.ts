import type { Static } from 'typebox'
import { closed, nullable, oneOf, Text, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { MAX_QUESTIONS, Question } from '../form/schema.ts'

/** People's own words in place of a choice. */
export interface OtherChoice {
  other: string
}

/** An answer, as it is sent, stored and exported; what it looks like follows from its question's type. */
export type AnswerValue = string | number | boolean | OtherChoice | (string | OtherChoice)[] | { [row: string]: string }

/** The answers of a reply, by the ids of their questions. */
export type Answers = Record<string, AnswerValue>

const Answer = closed(
  {
    question: Type.String(),
    value: Type.Unknown({
      description:
        'A text; the id of a choice, or `{"other": "…"}`; a list of those, for several choices; the choices from first to ' +
        'last, for a ranking: all, or as many as it asks for; a number, for ratings too; true or false; a day; or the chosen columns by row, for a matrix.',
    }),
  },
  { title: 'SurveyAnswer' },
)

export const ReplyInput = closed(
  {
    submission_id: Type.String({
      pattern: '^[\\x21-\\x7e]{16,100}$',
      'x-sentence': 'Must be 16 to 100 printable characters.',
      description: 'Random, and made once for each reply: however often the reply is sent, it is stored once.',
    }),
    version: Type.Optional(
      Type.Integer({ minimum: 1, description: 'The version of the questions that were answered.' }),
    ),
    anonymous: Type.Optional(
      Type.Boolean({ description: 'What was promised when the page was opened: refused when that has changed.' }),
    ),
    begun: Type.Optional(
      Type.Boolean({ description: 'That `/begun` has counted whoever replies: otherwise they are counted now.' }),
    ),
    opened: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'As it came with the questions: shows that the page was opened in time.',
      }),
    ),
    answers: Type.Array(Answer, { maxItems: MAX_QUESTIONS }),
  },
  {
    title: 'SurveyReplyInput',
    examples: [
      {
        submission_id: '3f6c2b7d8e90-4d5e-9a41-5a1e7c3f9a41',
        version: 1,
        answers: [
          { question: 'lunch', value: 'soup' },
          { question: 'mood', value: 4 },
        ],
      },
    ],
  },
)

export const Receipt = Type.Object(
  {
    receipt: Type.String({
      description: 'The same each time that the same reply is sent. It does not lead to the reply.',
    }),
  },
  { title: 'SurveyReceipt', examples: [{ receipt: 'mJ4T0b1Q9y2vWq6nX3fZaA' }] },
)

/** A survey as those see it who answer it. */
export const PublicSurvey = Type.Object(
  {
    title: Type.String(),
    description: Type.String(),
    anonymous: Type.Boolean({ description: 'True: nothing that is stored says whose a reply is.' }),
    threshold: Type.Integer({
      description: 'Where it is anonymous, at least so many answers are shown together to those who read the results.',
    }),
    text_threshold: Type.Integer({ description: 'The same for what people write in their own words.' }),
    results_when: oneOf(['steps', 'closed'], {
      description: 'Where it is anonymous, results come in `steps` of so many new replies, or once it is `closed`.',
    }),
    whole_replies: Type.Boolean({
      description: 'Where it is anonymous, whether whole replies can be read, each with all its answers.',
    }),
    split_by: nullable(Type.String(), {
      description: 'Where it is anonymous, the question by whose answers results can be filtered.',
    }),
    audience: oneOf(['anyone', 'members', 'invited']),
    one_reply_each: Type.Boolean(),
    due_at: nullable(Timestamp),
    language: nullable(Type.String(), { description: 'In which its texts are written, as a language tag.' }),
    time_zone: Type.String(),
    version: Type.Integer({ description: 'Of the questions: send it with the reply.' }),
    opened: nullable(Type.String({ description: 'Where there is a deadline: send it with the reply.' })),
    receipt: nullable(Type.String({ description: 'Of the reply that this person has sent already.' })),
    welcome_html: Type.String(),
    thanks_html: Type.String(),
    sections: Type.Array(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        text_html: Type.String(),
        shown_if: Type.Unknown(),
      }),
    ),
    questions: Type.Array(Question),
    text_html: Type.Record(Type.String(), Type.String(), {
      description: 'What questions say beside their titles, as sanitised HTML, by their ids.',
    }),
  },
  {
    title: 'PublicSurvey',
    examples: [
      {
        title: 'Lunch',
        description: 'What we should cook.',
        anonymous: true,
        threshold: 5,
        text_threshold: 10,
        results_when: 'steps',
        whole_replies: false,
        split_by: null,
        audience: 'members',
        one_reply_each: true,
        due_at: null,
        language: 'en',
        time_zone: 'Europe/Berlin',
        version: 1,
        opened: null,
        receipt: null,
        welcome_html: '<p>One question.</p>\n',
        thanks_html: '<p>Thank you!</p>\n',
        sections: [],
        questions: [
          {
            id: 'mood',
            type: 'rating',
            title: 'How do you like the kitchen?',
            text: 'Be *frank*.',
            required: false,
            section: null,
            shown_if: null,
            original: null,
            min: 1,
            max: 5,
            min_label: 'not at all',
            max_label: 'very much',
          },
        ],
        text_html: { mood: '<p>Be <em>frank</em>.</p>\n' },
      },
    ],
  },
)
export type PublicSurvey = Static<typeof PublicSurvey>

export const KeyParams = closed({ key: Text(1, 100) })
