import { closed, Id, Line, notBlank, nullable, Text } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { MAX_QUESTIONS } from '../surveys/form/schema.ts'

const surveyId = '0197c0de-9999-7aaa-8bbb-3f6c2b7d8e90'
const questionId = `${surveyId}.q7hk2m4p`

/** An id that may be of any form: there is nothing behind one that is not of ours. */
const anyId = (description: string) => Type.Unsafe<string | number>({ type: ['string', 'integer'], description })

const content = Text(1, 1_000, { ...notBlank, description: 'The question.' })
const type = Text(1, 200, {
  ...notBlank,
  description: 'A name of one of our own types, or any other word: a choice where there is a list, a text otherwise.',
})
const replyContent = Type.Optional(Type.Unknown({ description: 'What there is to choose from: a list, as a rule.' }))

const LegacyQuestionInput = closed({ content, type, replyContent }, { title: 'LegacyQuestionInput' })

export const LegacySurveyInput = closed(
  {
    name: Line(1, 200, notBlank),
    duedate: Line(1, 40, {
      description:
        'A day, whose end is meant, or a day and time, which are those of the company where they have no offset.',
    }),
    desc: Type.Optional(Text(0, 2_000)),
    isactive: Type.Optional(Type.Boolean({ default: true, description: 'False: a draft.' })),
    questions: Type.Optional(
      Type.Array(LegacyQuestionInput, {
        maxItems: MAX_QUESTIONS,
        description: 'May be the whole JSON body; as JSON in a form, in the query or in a header.',
      }),
    ),
  },
  {
    title: 'LegacySurveyInput',
    examples: [
      {
        name: 'Lunch',
        duedate: '2026-07-01',
        desc: 'What we should cook.',
        questions: [{ content: 'What would you like?', type: 'radio', replyContent: ['Soup', 'Salad'] }],
      },
    ],
  },
)

export const AddedSurvey = Type.Object(
  { message: Type.String(), id: Id },
  { title: 'LegacyAddedSurvey', examples: [{ message: 'Survey Lunch was created', id: surveyId }] },
)

export const LegacySurveys = Type.Object(
  {
    surveys: Type.Array(
      Type.Object({
        id: Type.String({ description: 'What leads to the survey: its id, or its public key.' }),
        name: Type.String(),
        isActive: Type.Boolean({ description: 'Whether it takes replies now.' }),
        dueDate: nullable(Type.String(), { description: 'A day where it is the end of one, or else an instant.' }),
        subCount: Type.Integer({ description: 'Replies; of an anonymous survey, in whole steps.' }),
        desc: Type.String(),
      }),
    ),
  },
  {
    title: 'LegacySurveys',
    examples: [
      {
        surveys: [
          { id: surveyId, name: 'Lunch', isActive: true, dueDate: '2026-07-01', subCount: 12, desc: 'What to cook.' },
        ],
      },
    ],
  },
)

export const LegacySurveyId = closed(
  { idSurvey: anyId('Of the survey, or its public key.') },
  { title: 'LegacySurveyId', examples: [{ idSurvey: surveyId }] },
)

export const LegacyQuestions = Type.Object(
  {
    questions: Type.Array(
      Type.Object({
        content: Type.String(),
        id: Type.String({ description: 'What leads to the survey, and the question’s id in it.' }),
        replyContent: Type.Unknown(),
        type: Type.String(),
      }),
    ),
  },
  {
    title: 'LegacyQuestions',
    examples: [
      {
        questions: [
          { content: 'What would you like?', id: questionId, replyContent: ['Soup', 'Salad'], type: 'radio' },
        ],
      },
    ],
  },
)

export const LegacyStatsId = closed(
  { id: anyId('Of the survey, or its public key.') },
  { title: 'LegacyStatsId', examples: [{ id: surveyId }] },
)

export const LegacyStats = Type.Array(
  Type.Object({
    id: Type.String({ description: 'What leads to the survey, and the question’s id in it.' }),
    type: Type.String(),
    votes: nullable(Type.Integer({ description: 'How many have answered it; null where that is not shown.' })),
    content: Type.String(),
    answers: Type.Array(Type.Unknown(), { description: 'Choices by what they say.' }),
  }),
  {
    title: 'LegacyStats',
    examples: [
      [
        {
          id: questionId,
          type: 'radio',
          votes: 3,
          content: 'What would you like?',
          answers: ['Soup', 'Salad', 'Soup'],
        },
      ],
    ],
  },
)

export const LegacyAddedQuestion = closed(
  { idSurvey: anyId('Of a survey of one’s own.'), content, type, replyContent },
  {
    title: 'LegacyAddedQuestion',
    examples: [{ idSurvey: surveyId, content: 'What would you like?', type: 'radio', replyContent: ['Soup', 'Salad'] }],
  },
)

export const LegacyReply = closed(
  {
    idQuestion: anyId('Of the question, as the list of questions has it.'),
    reply: Type.Unknown({
      description: 'A text, or what the question asks for: a number, a boolean, choices by what they say.',
    }),
  },
  { title: 'LegacyReply', examples: [{ idQuestion: questionId, reply: 'Soup' }] },
)
