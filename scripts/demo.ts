/** `npm run demo`: a company's worth of sample data in a database of its own, made anew each time, and served. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { hashPassword } from '../server/auth/passwords.ts'
import { createUser } from '../server/auth/users/actions.ts'
import type { Config } from '../server/config.ts'
import { connect, type Db } from '../server/db/connect.ts'
import { migrate } from '../server/db/migrate.ts'
import { type Author, acknowledgePost, createPost } from '../server/posts/actions.ts'
import { serve } from '../server/serve.ts'
import { exitCleanly, readSettings } from '../server/startup.ts'
import { PEOPLE, POSTS } from './demo-data.ts'
import { fillSurveys } from './demo-surveys.ts'
import { type DemoPerson, fillTimeOff } from './demo-time-off.ts'

const DAY_MS = 86_400_000

await exitCleanly(async () => {
  const settings = readSettings()
  const file = join(settings.dataDir, 'demo.db')
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
  const config: Config = { ...settings, database: { kind: 'sqlite', file } }

  const password = randomBytes(9).toString('base64url')
  const { db, close } = await connect(config.database)
  await migrate(db)
  await fill(db, await hashPassword(password))
  await close()

  await serve(config)
  const names = (role: string) =>
    PEOPLE.filter((person) => person.role === role)
      .map((person) => person.username)
      .join(', ')
  process.stdout.write(
    `Log in as ${names('admin')} (admin), ${names('manager')} (managers) or ${names('member')} (members).\n` +
      `Everybody’s password is ${password}\n\n`,
  )
})

async function fill(db: Db, passwordHash: string): Promise<void> {
  const now = Date.now()
  const authors = new Map<string, Author & DemoPerson>()
  for (const { username, role } of PEOPLE) {
    const email = `${username}@example.com`
    authors.set(username, await createUser(db, { username, email, role, passwordHash }, new Date(now - 300 * DAY_MS)))
  }
  for (const { author, daysAgo, daysAhead, acknowledgedBy = [], ...input } of POSTS) {
    const written = new Date(now - daysAgo * DAY_MS).toISOString()
    const schedule = daysAhead === undefined ? {} : { publish_at: new Date(now + daysAhead * DAY_MS).toISOString() }
    const post = await createPost(db, authors.get(author) as Author, { ...input, ...schedule }, written)
    for (const name of acknowledgedBy) {
      const userId = (authors.get(name) as Author).id
      await acknowledgePost(db, { kind: 'member', userId, now: new Date(now).toISOString() }, post.id)
    }
  }
  await fillTimeOff(db, [...authors.values()], new Date(now))
  await fillSurveys(db, [...authors.values()], new Date(now))
}
