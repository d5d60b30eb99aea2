import { createUser } from '../server/auth/users/actions.ts'
import type { Db } from '../server/db/connect.ts'
import { type Author, acknowledgePost, createPost, renderContent } from '../server/posts/actions.ts'
import { PEOPLE, POSTS } from './demo-data.ts'
import { fillSurveys } from './demo-surveys.ts'
import { type DemoPerson, fillTimeOff } from './demo-time-off.ts'

const DAY_MS = 86_400_000

/** Puts a company's worth of sample data into an empty database, as it stands at an instant. Everybody has the same password. */
export async function fillCompany(db: Db, passwordHash: string, at: Date): Promise<void> {
  const now = at.getTime()
  const authors = new Map<string, Author & DemoPerson>()
  for (const person of PEOPLE) {
    const { username, role } = person
    const email = `${username.toLowerCase()}@example.com`
    const user = await createUser(db, { username, email, role, passwordHash }, new Date(now - 300 * DAY_MS))
    authors.set(username, { ...person, ...user })
  }
  for (const { author, daysAgo, daysAhead, acknowledgedBy = [], ...input } of POSTS) {
    const written = new Date(now - daysAgo * DAY_MS).toISOString()
    const schedule = daysAhead === undefined ? {} : { publish_at: new Date(now + daysAhead * DAY_MS).toISOString() }
    const html = await renderContent(input.content)
    const post = await createPost(db, authors.get(author) as Author, { ...input, ...schedule, html }, written)
    for (const name of acknowledgedBy) {
      const userId = (authors.get(name) as Author).id
      await acknowledgePost(db, { kind: 'member', userId, now: new Date(now).toISOString() }, post.id)
    }
  }
  await fillTimeOff(db, [...authors.values()], new Date(now))
  await fillSurveys(db, [...authors.values()], new Date(now))
}
