import { randomUUID } from 'node:crypto'
import { get, type HostileCase, json, type Sent, sendTo, type World } from './cases.ts'
import { EXPANDING, LONG_WORDS, largeQuestions, MANY_WORDS, marks } from './texts.ts'

/** Enough that one page of them is no longer in memory once the others have been read. */
const LONG_POSTS = 44

/** What strangers can send. */
export async function guestCases({ site, manager, member }: World): Promise<HostileCase[]> {
  for (let i = 0; i < LONG_POSTS; i++) {
    const content = i % 2 ? LONG_WORDS : MANY_WORDS
    await sendTo(site.url, json('POST', '/api/posts', manager, { title: `Post ${i}`, content }, 201))
  }
  const survey = await publicSurvey(site.url, member)
  const replies = `/api/surveys/public/${survey.key}/replies`
  const reply = (answers: unknown, status: number) =>
    json('POST', replies, undefined, { submission_id: randomUUID(), answers }, status)
  const form = (path: string, body: string, status: number): Sent => ({
    ...{ method: 'POST', path, body, status, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  })
  const login = (body: unknown, status: number) => json('POST', '/api/auth/login', undefined, body, status)

  return [
    { name: 'Guest: first API document', isFirst: true, request: () => get('/api/docs/openapi.json') },
    { name: 'Guest: API document', request: () => get('/api/docs/openapi.json') },
    { name: 'Guest: first page of the API', isFirst: true, request: () => get('/api/docs/swagger') },
    {
      name: `Guest: list of ${LONG_POSTS} of the longest posts`,
      request: async (site) => {
        const first = get(`/api/posts?limit=${LONG_POSTS}`)
        await readAllPages(site.url, first.path)
        return first
      },
    },
    { name: 'Guest: feed of the longest posts', request: () => get('/api/posts/feed.atom') },
    {
      name: 'Guest: search for ten words',
      request: () => get(`/api/posts?q=${'wa w1 w2 w3 w4 w5 w6 w7 w8 w9'.replaceAll(' ', '+')}`),
    },
    {
      name: 'Guest: search for combining marks',
      request: () => get(`/api/posts?q=${encodeURIComponent(marks(2_400))}`, undefined, 422),
    },
    {
      name: 'Guest: search for what expands',
      request: () => get(`/api/posts?q=${encodeURIComponent(EXPANDING.repeat(200))}`),
    },
    { name: 'Guest: JSON of 256 kB, all brackets', request: () => login('['.repeat(262_000), 400) },
    {
      name: 'Guest: JSON of 256 kB, 20,000 values',
      request: () => login({ username: Array(9_900).fill({ a: 1 }) }, 422),
    },
    {
      name: 'Guest: JSON of 256 kB, deep',
      request: () => login(`[${'[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]],'.repeat(650)}1]`, 422),
    },
    {
      name: 'Guest: JSON of 20,000 unknown fields',
      request: () => login(Object.fromEntries(Array.from({ length: 19_000 }, (_, i) => [`f${i}`, 1])), 422),
    },
    { name: 'Guest: JSON of backslashes', request: () => login(`{"username": "${'\\\\'.repeat(130_000)}"}`, 422) },
    {
      name: 'Guest: a user name of combining marks',
      request: () => login({ username: marks(120_000), password: 'a' }, 422),
    },
    { name: 'Guest: a form of 60,000 fields', request: () => form('/addreply', 'a=&'.repeat(80_000), 422) },
    {
      name: 'Guest: a form of 250 kB of percents',
      request: () => form('/addreply', `reply=${'%C3%A9'.repeat(40_000)}`, 422),
    },
    { name: 'Guest: a malformed form', request: () => form('/addreply', `reply=${'%'.repeat(250_000)}`, 422) },
    {
      name: 'Guest: a malformed multipart body',
      request: () => ({
        ...{ method: 'POST', path: '/addreply', status: 415, body: '--a\r\n'.repeat(50_000) },
        headers: { 'content-type': 'multipart/form-data; boundary=a' },
      }),
    },
    {
      name: 'Guest: headers of 15 kB',
      request: () => ({ ...get('/api/posts'), headers: { 'if-none-match': '"a",'.repeat(3_500) } }),
    },
    {
      name: 'Guest: the largest survey, not read before',
      isFirst: true,
      request: () => get(`/api/surveys/public/${survey.key}`),
    },
    { name: 'Guest: the largest survey', request: () => get(`/api/surveys/public/${survey.key}`) },
    {
      name: 'Guest: reply with 1,000 answers',
      request: () =>
        reply(
          survey.ids.map((question) => ({ question, value: 'c0' })),
          201,
        ),
    },
    {
      name: 'Guest: reply with 1,000 wrong answers',
      request: () =>
        reply(
          survey.ids.map((question) => ({ question, value: 'no' })),
          422,
        ),
    },
    {
      name: 'Guest: reply with the longest answers',
      request: () =>
        reply(
          survey.ids.map((question) => ({ question, value: { other: marks(100) } })),
          422,
        ),
    },
    { name: 'Guest: reply with 19,000 wrong values', request: () => reply(Array(19_000).fill(1), 422) },
    {
      name: 'Guest: reply with 19,000 unknown fields',
      request: () =>
        reply(
          Array.from({ length: 9_000 }, () => ({ x: 1 })),
          422,
        ),
    },
    {
      name: 'Guest: a hard user name to register',
      request: (_, time) =>
        json(
          'POST',
          '/api/auth/register',
          undefined,
          { username: `${EXPANDING.repeat(60)}${time}`, password: 'correct horse battery' },
          201,
        ),
    },
  ]
}

/** Has others than the first page be the ones in memory. */
async function readAllPages(url: string, first: string): Promise<void> {
  for (let path: string | undefined = first; path !== undefined; ) {
    const answer: Response = await fetch(url + path)
    await answer.arrayBuffer()
    path = answer.headers.get('link')?.match(/<(.*)>/)?.[1]
  }
}

/** A survey as large as one may be, open to anyone. */
async function publicSurvey(url: string, token: string): Promise<{ key: string; ids: string[] }> {
  const questions = [
    ...largeQuestions(600_000).map((question, i) => ({
      ...question,
      other: true,
      ...(i < 19 && { text: '*a* '.repeat(2_500) }),
    })),
    ...Array.from({ length: 850 }, (_, i) => ({
      ...{
        id: `p${i}`,
        type: 'single_choice',
        title: `Question ${i}`,
        other: true,
        choices: [{ id: 'c0', label: 'A' }],
      },
    })),
  ]
  const input = { title: 'Large', audience: 'anyone', anonymous: false, one_reply_each: false, questions }
  const made = JSON.parse(await sendTo(url, json('POST', '/api/surveys', token, input, 201)))
  await sendTo(url, json('POST', `/api/surveys/${made.id}/publication`, token, undefined, 200))
  return { key: made.public_key, ids: made.questions.map(({ id }: { id: string }) => id) }
}
