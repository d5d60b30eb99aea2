import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { type Account, type Answer, startTeamroom, type Teamroom } from './harness.ts'

/** A post that nothing is wrong with. */
export const POST = { title: 'Summer party', content: 'On Friday at five, in the yard.' }

const TABLES = 'users sessions invites posts post_tags post_slugs post_revisions idempotency_keys'.split(' ')

/** A Teamroom to send posts to that have to be refused, wherever a post can be sent to. */
export class Refusals {
  readonly teamroom: Teamroom
  readonly admin: Account
  /** POST, PUT and PATCH, with their addresses. */
  readonly targets: readonly [method: string, path: string][]
  #untouched = ''

  static async start(): Promise<Refusals> {
    const teamroom = await startTeamroom()
    const admin = await teamroom.account('admin')
    const { body } = await admin.send('POST', '/api/posts', POST)
    const refusals = new Refusals(teamroom, admin, `/api/posts/${body.id}`)
    await refusals.remember()
    return refusals
  }

  private constructor(teamroom: Teamroom, admin: Account, post: string) {
    this.teamroom = teamroom
    this.admin = admin
    this.targets = [
      ['POST', '/api/posts'],
      ['PUT', post],
      ['PATCH', post],
    ]
  }

  /** Takes the database as it is for what it has to remain. */
  async remember(): Promise<void> {
    this.#untouched = await this.#everything()
  }

  /** The database is as it was. */
  async assertUntouched(): Promise<void> {
    assert.equal(await this.#everything(), this.#untouched)
  }

  /** Sends a body to everything that takes a post; each refuses it with this status. */
  async refuse(status: number, body: unknown, headers: Record<string, string> = {}): Promise<Answer[]> {
    const answers: Answer[] = []
    for (const [method, path] of this.targets) {
      const answer = await this.admin.send(method, path, body, headers)
      const what = `${method} ${JSON.stringify(body)?.slice(0, 200)}: ${answer.text.slice(0, 200)}`
      assert.equal(answer.status, status, what)
      answers.push(answer)
    }
    return answers
  }

  /** The same with 422 and exactly these errors. */
  async refuseWith(errors: Record<string, string[]>, body: unknown): Promise<void> {
    for (const answer of await this.refuse(422, body)) assert.deepEqual(answer.body.errors, { json: errors })
  }

  /** The same for a post with these fields, each of which is refused with a sentence. */
  async refuseFields(fields: object, sentences: Record<string, string>): Promise<void> {
    const errors = Object.entries(sentences).map(([name, sentence]) => [name, [sentence]])
    await this.refuseWith(Object.fromEntries(errors), { ...POST, ...fields })
  }

  async #everything(): Promise<string> {
    const { db } = this.teamroom
    const tables = TABLES.map((name) => sql`select * from ${sql.table(name)} order by 1, 2`.execute(db))
    return JSON.stringify((await Promise.all(tables)).map(({ rows }) => rows))
  }
}
