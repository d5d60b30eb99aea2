import type { Suite } from './compare.ts'
import { type Request, send } from './load.ts'
import type { Site } from './servers.ts'

const QUESTIONS = 10
const CHOICES = ['yes', 'no', 'maybe']

/** What is asked for and replied to: a survey and one of its questions, as the survey seed names them; and as we do. */
interface Survey {
  survey: string
  question: string
  publicPath: string
  answers: { question: string; value: string }[]
}

/** Surveys, against the survey seed. */
export const surveys: Suite<Survey> = {
  peer: 'survey_flask',

  fill: (site) => (site.kind === 'peer' ? findFirst(site) : makeSurvey(site)),

  measures: [
    {
      name: 'Questions of a survey',
      timesPeer: 15,
      request: (_, { survey }) => questionsOf(survey),
    },
    {
      name: 'The same, as our own pages ask for them',
      timesPeer: 15,
      request: ({ kind }, { survey, publicPath }) => (kind === 'peer' ? questionsOf(survey) : { path: publicPath }),
    },
    {
      name: 'Reply to one question',
      timesPeer: 10,
      request: (_, { question }) => replyTo(question),
    },
    {
      name: `Reply to ${QUESTIONS} questions at once, against one`,
      timesPeer: 10,
      request: ({ kind }, { question, publicPath, answers }) =>
        kind === 'peer' ? replyTo(question) : replyWith(publicPath, answers),
    },
  ],
}

function questionsOf(survey: string): Request {
  return { path: '/getsurveyquestions', headers: { idSurvey: survey } }
}

function replyTo(question: string): Request {
  return { method: 'POST', path: '/addreply', headers: { idQuestion: question }, body: { reply: CHOICES[0] } }
}

/** A whole reply, each time another one. */
export function replyWith(publicPath: string, answers: readonly { question: string; value: unknown }[]): Request {
  return { method: 'POST', path: `${publicPath}/replies`, body: { submission_id: '[<id>]', answers } }
}

/** The peer makes its survey when it starts. */
async function findFirst({ url }: Site): Promise<Survey> {
  const { survey, question } = (await (await send(url, { path: '/first' })).json()) as Record<string, number>
  return { survey: String(survey), question: String(question), publicPath: '', answers: [] }
}

async function makeSurvey({ url, headers }: Site): Promise<Survey> {
  const questions = Array.from({ length: QUESTIONS }, (_, i) => ({
    ...{ content: `Question ${i}?`, type: 'radio', replyContent: CHOICES },
  }))
  const body = { name: 'Lunch', duedate: '2999-12-31', questions }
  const added = await send(url, { method: 'POST', path: '/addsurvey', body, headers })
  const { id } = (await added.json()) as { id: string }
  // By itself it would take 100,000.
  const made = await send(url, { method: 'PATCH', path: `/api/surveys/${id}`, body: { reply_cap: null }, headers })
  const survey = (await made.json()) as { public_key: string; questions: { id: string; choices: { id: string }[] }[] }
  return {
    survey: id,
    question: `${id}.${survey.questions[0]?.id}`,
    publicPath: `/api/surveys/public/${survey.public_key}`,
    answers: survey.questions.map((question) => ({ question: question.id, value: question.choices[0]?.id as string })),
  }
}
