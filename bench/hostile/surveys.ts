import { get, type HostileCase, json, sendTo, type World } from './cases.ts'
import { largeQuestions, ruledQuestions } from './texts.ts'

const BYTES = 950_000

/** What makes a scale a question of ten choices. */
const CHOICES = { type: 'single_choice', choices: Array.from({ length: 10 }, (_, i) => ({ label: `Choice ${i}` })) }

/** What a member can send about surveys. */
export async function surveyCases({ site, member, others: [second, third] }: World): Promise<HostileCase[]> {
  const create = async (input: object, by = member) =>
    JSON.parse(await sendTo(site.url, json('POST', '/api/surveys', by, { title: 'Large', ...input }, 201))) as {
      id: string
    }
  const large = largeQuestions(BYTES)
  const ruled = ruledQuestions(1_000)
  const full = ruled.slice(0, 990).map((question) => ({ ...question, ...CHOICES }))
  const { id: largeId } = await create({ questions: large })
  const { id: ruledId } = await create({ questions: ruled }, second)
  const { id: nearlyId } = await create({ questions: large })
  const { id: fullId } = await create({ questions: full }, second)
  const { id: versioned } = await create({ questions: largeQuestions(240_000) })
  await publishVersions(site.url, member, versioned, largeQuestions(240_000), 16)
  const { id: many } = await create({ questions: [{ id: 'a', type: 'yes_no', title: 'A' }] })
  await publishVersions(site.url, member, many, [{ id: 'a', type: 'yes_no', title: 'A' }], 190)

  const renamed = (questions: object[], time: number) => [
    ...questions.slice(0, -1),
    { ...questions.at(-1), title: `Time ${time}` },
  ]
  const newSurvey = (questions: object[], status = 201, by = member) =>
    json('POST', '/api/surveys', by, { title: 'Large', questions }, status)
  const change = (id: string, questions: object[], by = member) =>
    json('PATCH', `/api/surveys/${id}`, by, { questions }, 200)
  const legacy = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ content: `Question ${i}`, type: 'radio', replyContent: Array.from({ length: 11 }, (_, k) => `Choice ${k}`) },
    }))
  const invited = async () => (await create({ audience: 'invited', questions: [{ type: 'yes_no', title: 'A' }] })).id
  const addresses = Array.from({ length: 2_000 }, (_, i) => `somebody.with.a.long.name.${i}@a.long.name.example.com`)

  return [
    { name: 'Member: create a survey of 1 MB', request: () => newSurvey(large) },
    { name: 'Member: change a survey of 1 MB', request: (_, time) => change(largeId, renamed(large, time)) },
    {
      name: 'Member: copy a survey of 1 MB',
      request: () => json('POST', `/api/surveys/${largeId}/copies`, member, {}, 201),
    },
    { name: 'Member: read a survey of 1 MB', request: () => get(`/api/surveys/${largeId}`, member) },
    {
      name: 'Member: add a question to a survey of 1 MB',
      request: () =>
        json('POST', `/api/surveys/${nearlyId}/questions`, member, { type: 'yes_no', title: 'Another' }, 201),
    },
    {
      name: 'Member: change a question of a survey of 1 MB',
      request: (_, time) =>
        json('PATCH', `/api/surveys/${nearlyId}/questions/q0`, member, { title: `Time ${time}` }, 200),
    },
    { name: 'Member: create 10,000 choices with rules', request: () => newSurvey(full, 201, second) },
    {
      name: 'Member: change 10,000 choices with rules',
      request: (_, time) => change(fullId, renamed(full, time), second),
    },
    {
      name: 'Member: copy 10,000 choices with rules',
      request: () => json('POST', `/api/surveys/${fullId}/copies`, second, {}, 201),
    },
    {
      name: 'Member: add a question to 10,000 choices with rules',
      request: () =>
        json('POST', `/api/surveys/${fullId}/questions`, second, { type: 'yes_no', title: 'Another' }, 201),
    },
    { name: 'Member: create 1,000 questions with rules', request: () => newSurvey(ruled, 201, second) },
    {
      name: 'Member: change 1,000 questions with rules',
      request: (_, time) => change(ruledId, renamed(ruled, time), second),
    },
    {
      name: 'Member: create 25,000 wrong choices',
      request: () =>
        newSurvey(
          Array.from({ length: 1_000 }, () => ({
            ...{ type: 'single_choice', title: 'Wrong', choices: Array.from({ length: 25 }, () => ({ id: 'A' })) },
          })),
          422,
        ),
    },
    {
      name: 'Member: copy 1,000 questions with rules',
      request: () => json('POST', `/api/surveys/${ruledId}/copies`, second, {}, 201),
    },
    {
      name: 'Member: publish a survey of 1 MB',
      request: async () =>
        json(
          'POST',
          `/api/surveys/${(await create({ questions: large }, third)).id}/publication`,
          third,
          undefined,
          200,
        ),
    },
    {
      name: 'Member: import a survey of 1 MB',
      request: () =>
        json('POST', '/api/surveys/import', third, { teamroom_survey: 1, title: 'Large', questions: large }, 201),
    },
    {
      name: 'Member: `/addsurvey` of 900 questions',
      request: () =>
        json('POST', '/addsurvey', third, { name: 'Large', duedate: '2999-12-31', questions: legacy(900) }, 200),
    },
    {
      name: 'Member: `/addsurvey` of 900 wrong questions',
      request: () =>
        json(
          'POST',
          '/addsurvey',
          member,
          {
            name: 'Large',
            duedate: '2999-12-31',
            questions: Array.from({ length: 900 }, () => ({ content: '', type: 1 })),
          },
          422,
        ),
    },
    { name: 'Member: 60,000 wrong values', request: () => newSurvey(Array(60_000).fill(1), 422) },
    {
      name: 'Member: 1,000 questions, all wrong',
      request: () =>
        newSurvey(
          Array.from({ length: 1_000 }, () => ({ type: 'matrix', rows: Array(30).fill(1), columns: 2 })),
          422,
        ),
    },
    {
      name: 'Member: 900 questions of a wrong type',
      request: () =>
        newSurvey(
          Array.from({ length: 1_000 }, () => ({ type: 'x', title: 'a'.repeat(500) })),
          422,
        ),
    },
    {
      name: 'Member: 39,000 wrong choices',
      request: () => newSurvey([{ type: 'single_choice', title: 'A', choices: Array(39_000).fill({}) }], 422),
    },
    {
      name: 'Member: deep `original`s of 1 MB',
      request: () =>
        newSurvey([{ type: 'yes_no', title: 'A', original: { type: 'a', reply_content: deep(70_000) } }], 201, third),
    },
    {
      name: 'Member: wide `original`s of 1 MB',
      request: () =>
        newSurvey(
          [
            {
              type: 'yes_no',
              title: 'A',
              original: { type: 'a', reply_content: Array.from({ length: 78_000 }, (_, i) => i) },
            },
          ],
          201,
          third,
        ),
    },
    {
      name: 'Member: change one of 17 versions of 240 kB',
      request: (_, time) => change(versioned, renamed(largeQuestions(240_000), time)),
    },
    {
      name: 'Member: change one of 190 versions',
      request: (_, time) => change(many, [{ id: 'a', type: 'yes_no', title: `Time ${time}` }]),
    },
    {
      name: 'Member: results of 17 versions of 240 kB',
      request: () => get(`/api/surveys/${versioned}/results`, member),
    },
    {
      name: 'Member: 2,000 single-use links',
      request: async () => json('POST', `/api/surveys/${await invited()}/links`, member, { addresses }, 201),
    },
    {
      name: 'Member: 2,000 wrong single-use links',
      request: async () =>
        json('POST', `/api/surveys/${await invited()}/links`, member, { addresses: Array(2_000).fill('') }, 422),
    },
    {
      name: 'Member: 2,000 single-use links as a file',
      request: async () => ({
        ...json('POST', `/api/surveys/${await invited()}/links`, member, addresses.join('\n'), 201),
        headers: { 'content-type': 'text/csv', accept: 'text/csv', authorization: `Bearer ${member}` },
      }),
    },
  ]
}

/** Lists in lists, as deep as a body may be. */
function deep(values: number): unknown[] {
  const one = JSON.parse(`${'['.repeat(26)}${']'.repeat(26)}`) as unknown[]
  return Array.from({ length: Math.floor(values / 27) }, () => one)
}

async function publishVersions(
  url: string,
  token: string,
  id: string,
  questions: object[],
  times: number,
): Promise<void> {
  for (let time = 0; time <= times; time++) {
    if (time > 0) {
      const changed = [{ ...questions[0], title: `Version ${time}` }, ...questions.slice(1)]
      await sendTo(url, json('PATCH', `/api/surveys/${id}`, token, { questions: changed }, 200))
    }
    await sendTo(url, json('POST', `/api/surveys/${id}/publication`, token, undefined, 200))
  }
}
