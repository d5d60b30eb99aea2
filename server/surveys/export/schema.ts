import type { Static } from 'typebox'
import { closed, Id, nullable, PageQuery, Text, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { Question } from '../form/schema.ts'
import { AUDIENCES } from '../schema.ts'

const named = {
  submitted_at: Type.Optional(Timestamp),
  respondent: Type.Optional(
    nullable(Type.String(), {
      description: 'A user’s name, or the address that a link was made for; null where nobody was asked, or is gone.',
    }),
  ),
}

const ExportedAnswer = Type.Object({
  question: Type.String({ description: 'Its id.' }),
  title: Type.String({ description: 'The question as it was asked.' }),
  value: Type.Unknown({ description: 'As it was sent.' }),
  label: Type.Optional(
    Type.Unknown({
      description:
        'What the ids in the value said: a text for a choice, a list of those for several and for a ranking, a list of ' +
        '`{row, column}` for a matrix.',
    }),
  ),
})

/** For the document alone: what is streamed is written piece by piece. */
export const SurveyExport = Type.Object(
  {
    survey: Type.Object({
      ...{ id: Id, title: Type.String(), description: Type.String() },
      audience: Type.Unsafe<string>({ type: 'string', enum: [...AUDIENCES] }),
      ...{ anonymous: Type.Boolean(), one_reply_each: Type.Boolean(), time_zone: Type.String() },
    }),
    versions: Type.Array(
      Type.Object({
        version: Type.Integer(),
        sections: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })),
        questions: Type.Array(Question),
      }),
      { description: 'What was asked, the oldest version first.' },
    ),
    replies: Type.Array(
      Type.Object({
        version: Type.Optional(Type.Integer({ description: 'Of what was asked. Not in an anonymous survey.' })),
        ...named,
        answers: Type.Array(ExportedAnswer),
      }),
      { description: 'In no particular order.' },
    ),
  },
  {
    title: 'SurveyExport',
    examples: [
      {
        survey: {
          ...{ id: '0197c0de-9999-7aaa-8bbb-3f6c2b7d8e90', title: 'Lunch', description: '', audience: 'members' },
          ...{ anonymous: true, one_reply_each: true, time_zone: 'Europe/Berlin' },
        },
        versions: [
          {
            version: 1,
            sections: [],
            questions: [
              {
                ...{ id: 'lunch', type: 'single_choice', title: 'What would you like?', text: '', required: true },
                ...{ section: null, shown_if: null, original: null, other: true },
                choices: [{ id: 'soup', label: 'Soup' }],
              },
            ],
          },
        ],
        replies: [
          { answers: [{ question: 'lunch', title: 'What would you like?', value: 'soup', label: 'Soup' }] },
          {
            answers: [
              {
                ...{ question: 'lunch', title: 'What would you like?' },
                ...{ value: { other: 'Dumplings' }, label: 'Dumplings' },
              },
            ],
          },
        ],
      },
    ],
  },
)

const TextAnswer = Type.Object(
  { text: Type.String(), ...named },
  { title: 'SurveyTextAnswer', examples: [{ text: 'More soup.' }] },
)
export type TextAnswer = Static<typeof TextAnswer>

export const TextAnswerList = Type.Array(TextAnswer)
export const TextAnswerQuery = closed(PageQuery)
export const QuestionParams = closed({ id: Id, question: Text(1, 40) })
