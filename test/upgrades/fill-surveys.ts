import { randomUUID } from 'node:crypto'
import { EVERY_ANSWER, EVERY_TYPE, sent } from '../surveys.ts'
import type { Team } from './fill-people.ts'
import type { Caller } from './filling.ts'

const FOLLOW_UP = {
  ...{ id: 'why', type: 'long_text', title: 'Why?', section: 'more' },
  shown_if: { conditions: [{ question: 'rating', operator: 'at_most', value: 2 }] },
}
const ALL = {
  questions: [...EVERY_TYPE, FOLLOW_UP],
  sections: [{ id: 'more', title: 'More', text: 'In *your* words.' }],
  ...{ welcome: 'Four minutes. **Thank you!**', thanks: 'Thanks', description: 'About “everything” & more' },
}

/** What goes on with the surveys after the upgrade. */
export interface OpenSurveys {
  /** A reply that was taken, and its receipt. */
  reply: { path: string; body: object; receipt: string }
  /** A single-use link that nobody has used. */
  unused: string
  /** Of public addresses, and of single-use links. */
  keys: string[]
}

/** Surveys of every kind and in every state, with replies to each type of question. */
export async function runSurveys(team: Team, anybody: Caller): Promise<OpenSurveys> {
  const { alva, bram, ann, carl } = team
  await make(bram, 'A draft', ALL)
  const shown = await anonymous(team, anybody)
  const named = await open(bram, 'Named', { ...ALL, anonymous: false, audience: 'members', listed: true })
  for (const [i, caller] of [ann, carl, alva].entries()) await reply(caller, named.public_key, answersOf(i))
  await bram.send('PATCH', `/api/surveys/${named.id}/questions/rating`, { title: 'The canteen' })
  await bram.send('POST', `/api/surveys/${named.id}/publication`)
  const again = await reply(ann, named.public_key, answersOf(4))
  await bram.send('POST', `/api/surveys/${named.id}/editors`, { username: 'ann' })
  await bram.send('PUT', `/api/surveys/${named.id}/editors/${alva.id}`)

  const once = { audience: 'members', anonymous: true, one_reply_each: true, due_at: '2026-12-01T12:00:00Z' }
  const closed = await open(bram, 'Closed', { ...ALL, ...once, reply_cap: 50 })
  for (const [i, caller] of [ann, carl].entries()) await reply(caller, closed.public_key, answersOf(i))
  await bram.send('POST', `/api/surveys/${closed.id}/closure`)
  const { id } = await bram.send('POST', `/api/surveys/${closed.id}/copies`)
  await bram.send('DELETE', `/api/surveys/${id}`)
  await ann.send('POST', '/api/surveys/import', await bram.send('GET', `/api/surveys/${closed.id}/file`))
  await open(ann, 'Open later', { ...ALL, opens_at: '2026-09-01T08:00:00Z', time_zone: 'America/New_York' })
  await olderPaths(alva)
  const links = await invited(bram, anybody)
  return { reply: again, unused: links[1] as string, keys: [named.public_key, closed.public_key, shown, ...links] }
}

/** Enough replies for a step that is shown, for words, and for some that wait. */
async function anonymous({ bram }: Team, anybody: Caller): Promise<string> {
  const survey = await open(bram, 'Anonymous', { ...ALL, audience: 'anyone', anonymous: true, text_threshold: 10 })
  for (let i = 0; i < 18; i++) await reply(anybody, survey.public_key, answersOf(i))
  return survey.public_key
}

/** Single-use links: one that is used, one that is not, and one that is revoked. */
async function invited(owner: Caller, anybody: Caller): Promise<string[]> {
  const survey = await open(owner, 'By invitation', { ...ALL, audience: 'invited', anonymous: false })
  const addresses = ['one@example.com', 'two@example.com', 'three@example.com']
  const links: { id: string; key: string }[] = await owner.send('POST', `/api/surveys/${survey.id}/links`, {
    addresses,
  })
  const [used, , revoked] = links
  await reply(anybody, used?.key, answersOf(1))
  await owner.send('DELETE', `/api/surveys/${survey.id}/links/${revoked?.id}`)
  return links.map(({ key }) => key)
}

async function olderPaths({ send }: Caller): Promise<void> {
  const questions = [{ content: 'What would you like?', type: 'radio', replyContent: ['Soup', 'Salad'] }]
  await send('POST', '/addsurvey', { name: 'Of the older paths', duedate: '2026-12-01', desc: 'Lunch', questions })
  const [{ id }] = (await send('GET', '/getsurveys')).surveys
  await send('POST', '/addquestion', { idSurvey: id, content: 'And why?', type: 'memo' })
  const asked = (await send('GET', `/getsurveyquestions?idSurvey=${id}`)).questions
  await send('POST', '/addreply', { idQuestion: asked[0].id, reply: 'Soup' })
}

type Named = { id: string; public_key: string }

function make({ send }: Caller, title: string, fields: object): Promise<Named> {
  return send('POST', '/api/surveys', { title, ...fields })
}

async function open(owner: Caller, title: string, fields: object): Promise<Named> {
  const { id } = await make(owner, title, fields)
  return owner.send('POST', `/api/surveys/${id}/publication`)
}

async function reply({ send }: Caller, key: string | undefined, answers: object): Promise<OpenSurveys['reply']> {
  const path = `/api/surveys/public/${key}/replies`
  const body = { submission_id: randomUUID(), answers: sent(answers as Record<string, unknown>) }
  return { path, body, receipt: (await send('POST', path, body)).receipt }
}

/** Answers that differ, to every question that the survey asks. */
function answersOf(i: number): object {
  const rating = 1 + (i % 5)
  const choice = i % 3 === 2 ? { other: `Dumplings ${i}` } : ['soup', 'salad'][i % 2]
  const more = { rating, nps: (i * 3) % 11, yes_no: i % 2 === 0, number: i * 1.5 - 3, single_choice: choice }
  const words = { text: `Somebody ${i}`, long_text: `Well — “${i}”.\nIt was warm.` }
  return { ...EVERY_ANSWER, ...more, ...words, ...(rating <= 2 && { why: `Too loud, ${i} times` }) }
}
