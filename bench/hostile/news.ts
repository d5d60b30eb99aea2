import { get, type HostileCase, json, sendTo, type World } from './cases.ts'
import { EXPANDING, HARD_MARKDOWN, LONG_WORDS, MANY_WORDS, marks } from './texts.ts'

const REVISIONS = 50

/** What those who write news can send. */
export async function newsCases({ site, manager }: World): Promise<HostileCase[]> {
  const { id } = JSON.parse(
    await sendTo(site.url, json('POST', '/api/posts', manager, { title: 'Changed often', content: MANY_WORDS }, 201)),
  ) as { id: string }
  for (let i = 0; i < REVISIONS; i++) {
    const content = `${i}${i % 2 ? MANY_WORDS : LONG_WORDS}`.slice(0, 80_000)
    await sendTo(site.url, json('PATCH', `/api/posts/${id}`, manager, { content }, 200))
  }
  const post = (fields: object, status = 201) =>
    json('POST', '/api/posts', manager, { title: 'Hard', content: 'Long enough.', ...fields }, status)

  return [
    {
      name: 'Manager: preview of the hardest Markdown',
      request: () => json('POST', '/api/posts/preview', manager, { content: HARD_MARKDOWN }, 200),
    },
    { name: 'Manager: write the hardest Markdown', request: () => post({ content: HARD_MARKDOWN }) },
    { name: 'Manager: write 80,000 words', request: () => post({ content: MANY_WORDS }) },
    {
      name: 'Manager: change 80,000 words',
      request: (_, time) => json('PATCH', `/api/posts/${id}`, manager, { content: MANY_WORDS + time }, 200),
    },
    { name: 'Manager: write 100,000 characters of words', request: () => post({ content: LONG_WORDS }) },
    { name: 'Manager: write what expands', request: () => post({ content: EXPANDING.repeat(80_000) }) },
    {
      name: 'Manager: write combining marks',
      request: () => post({ content: `${'a '.repeat(10)}${marks(100_000)}` }, 422),
    },
    { name: 'Manager: a title of combining marks', request: () => post({ title: `abc${marks(1_500)}` }, 422) },
    { name: 'Manager: the hardest title', request: (_, time) => post({ title: `${time}${EXPANDING.repeat(99)}` }) },
    {
      name: 'Manager: a title of family emoji',
      request: (_, time) => post({ title: `${time}${'👨‍👩‍👧‍👦'.repeat(99)}` }),
    },
    {
      name: 'Manager: 9,900 wrong tags',
      request: () => post({ tags: Array.from({ length: 9_900 }, (_, i) => ({ i })) }, 422),
    },
    {
      name: 'Manager: 19,000 tags',
      request: () => post({ tags: Array.from({ length: 19_000 }, (_, i) => `t${i}`) }, 422),
    },
    {
      name: 'Manager: tags of combining marks',
      request: () => post({ tags: Array.from({ length: 20 }, (_, i) => `${i}${marks(600)}`) }, 422),
    },
    {
      name: `Manager: ${REVISIONS} long revisions`,
      request: () => get(`/api/posts/${id}/revisions?limit=50`, manager),
    },
  ]
}
