import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { load, send } from './load.ts'
import { residentMegabytes } from './processes.ts'
import { type Line, memoryLine, rateGrowthLine, timeLine } from './report.ts'
import { type Pace, takeTurns } from './rounds.ts'
import { type Site, startOurs, withAdmin } from './servers.ts'
import { multiplyReplies } from './survey-fill.ts'
import { replyWith } from './surveys.ts'

/** Sent one by one; the many are copies of these. */
const FEW_REPLIES = 1_000
const CONNECTIONS = 32
const LOOK_EVERY_MS = 50

const MAX_RESULTS_SECONDS = 0.1
const MAX_UNSEEN_SECONDS = 1
const MAX_MEGABYTES = 150

interface Survey {
  id: string
  publicPath: string
}
interface Contender {
  site: Site
  survey: Survey
}

/** What a survey with very many replies costs: to reply to it, to read its results, and to take them all away. */
export async function surveyGrowth(folder: string, pace: Pace): Promise<Line[]> {
  const [few, many] = [join(folder, 'few'), join(folder, 'many')]
  mkdirSync(few)
  const site = await withAdmin(await startOurs(few))
  const survey = await makeSurvey(site)
  await resultsOf({ site, survey })
  await site.stop()
  cpSync(few, many, { recursive: true })
  multiplyReplies(many, survey.id, pace.manyReplies / FEW_REPLIES)

  const restart = async (path: string): Promise<Contender> => ({
    survey,
    site: { ...(await startOurs(path)), headers: site.headers },
  })
  const contenders: [Contender, Contender] = [await restart(few), await restart(many)]
  const [, large] = contenders
  const lines = [
    await measureResults(large, pace),
    await measureGrowth(contenders, pace),
    await measureSight(large, pace),
  ]
  await Promise.all(contenders.map((contender) => contender.site.stop()))

  // What a rush of replies has left in memory is not the file's.
  const fresh = await restart(many)
  lines.push(await measureCsv(fresh, pace))
  await fresh.site.stop()
  return lines
}

const CHOICES = ['soup', 'salad', 'bread', 'cake'].map((id) => ({ id, label: `The ${id}` }))
const QUESTIONS = [
  { type: 'single_choice', id: 'lunch', title: 'What would you like?', choices: CHOICES, other: true },
  { type: 'multiple_choice', id: 'days', title: 'On which days?', choices: CHOICES },
  { type: 'rating', id: 'kitchen', title: 'How do you like the kitchen?' },
  { type: 'nps', id: 'nps', title: 'Would you recommend it?' },
  { type: 'yes_no', id: 'again', title: 'Will you come again?' },
  { type: 'number', id: 'price', title: 'What is it worth?' },
  { type: 'date', id: 'since', title: 'Since when do you come?' },
  { type: 'ranking', id: 'order', title: 'In which order?', choices: CHOICES },
  { type: 'matrix', id: 'how', title: 'How was it?', rows: CHOICES, columns: CHOICES },
  { type: 'text', id: 'why', title: 'Why?' },
]

/** Different for each of the first thousand. */
function answersOf(i: number): { question: string; value: unknown }[] {
  const choice = (at: number) => CHOICES[(i + at) % CHOICES.length]?.id as string
  const inOrder = CHOICES.map((_, at) => choice(at))
  const values: Record<string, unknown> = {
    lunch: i % 7 === 0 ? { other: `Dish ${i}` } : choice(0),
    days: inOrder.slice(0, 1 + (i % 3)),
    kitchen: 1 + (i % 5),
    nps: i % 11,
    again: i % 3 > 0,
    price: (i % 500) / 2,
    since: new Date(Date.UTC(2026, 0, 1 + (i % 300))).toISOString().slice(0, 10),
    order: inOrder,
    how: Object.fromEntries(CHOICES.map(({ id }, at) => [id, choice(at)])),
    why: `Because of this and that, as reply ${i} has it.`,
  }
  return Object.entries(values).map(([question, value]) => ({ question, value }))
}

async function makeSurvey({ url, headers }: Site): Promise<Survey> {
  const body = {
    title: 'Lunch',
    audience: 'anyone',
    reply_cap: null,
    anonymous: false,
    one_reply_each: false,
    questions: QUESTIONS,
  }
  const made = await send(url, { method: 'POST', path: '/api/surveys', body, headers })
  const { id, public_key } = (await made.json()) as { id: string; public_key: string }
  await send(url, { method: 'POST', path: `/api/surveys/${id}/publication`, headers })
  const publicPath = `/api/surveys/public/${public_key}`
  for (let i = 0; i < FEW_REPLIES; i += CONNECTIONS) {
    const batch = Array.from({ length: Math.min(CONNECTIONS, FEW_REPLIES - i) }, (_, k) => answersOf(i + k))
    await Promise.all(batch.map((answers) => send(url, replyWith(publicPath, answers))))
  }
  return { id, publicPath }
}

async function resultsOf({ site, survey }: Contender): Promise<number> {
  const answer = await send(site.url, { path: `/api/surveys/${survey.id}/results`, headers: site.headers })
  return ((await answer.json()) as { reply_count: number }).reply_count
}

async function countReplies({ site, survey }: Contender): Promise<number> {
  const answer = await send(site.url, { path: `/api/surveys/${survey.id}`, headers: site.headers })
  return ((await answer.json()) as { reply_count: number }).reply_count
}

async function measureResults({ site, survey }: Contender, pace: Pace): Promise<Line> {
  const request = { path: `/api/surveys/${survey.id}/results`, headers: site.headers }
  const [seconds] = await takeTurns([request], pace, async (_, duration) => {
    const { latency } = await load(site.url, request, 1, duration)
    return latency / 1e6
  })
  const what = `Results of ${show(pace.manyReplies)} to ${QUESTIONS.length} questions`
  return timeLine(what, seconds as number, MAX_RESULTS_SECONDS)
}

async function measureGrowth(contenders: [Contender, Contender], pace: Pace): Promise<Line> {
  const rates = await takeTurns(contenders, pace, async ({ site, survey }, seconds) => {
    const { perSecond } = await load(site.url, replyWith(survey.publicPath, answersOf(0)), CONNECTIONS, seconds)
    return perSecond
  })
  const what = `Replies when there are ${show(pace.manyReplies)}, against ${show(FEW_REPLIES)}`
  return rateGrowthLine(what, rates as [number, number])
}

/** The longest of several times, each from the last receipt of as many replies as the server takes until all are counted. */
async function measureSight(large: Contender, { rounds, seconds }: Pace): Promise<Line> {
  const { site, survey } = large
  let longest = 0
  for (let round = 0; round < rounds; round++) {
    await load(site.url, replyWith(survey.publicPath, answersOf(round)), CONNECTIONS, seconds)
    const received = performance.now()
    // Beyond these, some may come still, of which the load has not waited for the receipts.
    const stored = await countReplies(large)
    const counted = await resultsOf(large)
    longest = Math.max(longest, (performance.now() - received) / 1000)
    if (counted < stored) throw new Error(`The results have ${counted} of ${stored} replies.`)
  }
  return timeLine('Until the last of a rush of replies is in them', longest, MAX_UNSEEN_SECONDS)
}

/** Counts the rows of the CSV file as they come, and sees how much memory the server takes for them at most. */
async function measureCsv(large: Contender, pace: Pace): Promise<Line> {
  const { site, survey } = large
  let most: number | undefined
  const look = () => {
    const megabytes = residentMegabytes(site)
    if (megabytes !== undefined) most = Math.max(most ?? 0, megabytes)
  }
  const looking = setInterval(look, LOOK_EVERY_MS)
  try {
    const answer = await fetch(`${site.url}/api/surveys/${survey.id}/replies.csv`, { headers: site.headers })
    if (!answer.ok || !answer.body) throw new Error(`The CSV file was answered ${answer.status}.`)
    let lines = 0
    for await (const bytes of answer.body) for (const byte of bytes) if (byte === LINE_FEED) lines++
    const stored = await countReplies(large)
    if (lines !== stored + 1) throw new Error(`The CSV file has ${lines} lines for ${stored} replies.`)
  } finally {
    clearInterval(looking)
  }
  look()
  const line = memoryLine('', MAX_MEGABYTES, { ours: most })
  return { ...line, measure: `CSV of ${show(pace.manyReplies)}: most memory while it is sent` }
}

const LINE_FEED = 10

function show(replies: number): string {
  return `${replies.toLocaleString('en')} replies`
}
