/** Repliers that reply as fast as they get answers, and a ledger of the receipts that they were given. */

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { call } from './clients.ts'

type Server = { url: string }

/** What one reply says: a text that no other has. */
interface Submission {
  submission_id: string
  word: string
}

export class Receipts {
  /** What was acknowledged: the receipt of each submission. */
  readonly given = new Map<string, string>()
  readonly #words = new Map<string, string>()
  readonly #key: string
  /** What was sent and not answered: only the server knows. */
  unanswered: Submission[] = []

  /** Of the survey behind this public key, which anyone may answer as often as they like. */
  constructor(key: string) {
    this.#key = key
  }

  /** Has so many repliers reply, each one reply after the other, until told to end. */
  async reply(server: Server, repliers: number, end: AbortSignal): Promise<void> {
    const replier = async (): Promise<void> => {
      while (!end.aborted) await this.#send(server, { submission_id: randomUUID(), word: randomUUID() })
    }
    await Promise.all(Array.from({ length: repliers }, replier))
  }

  /** Sends again what was not answered; this time all of it is. */
  async retry(server: Server): Promise<void> {
    const submissions = this.unanswered
    this.unanswered = []
    await Promise.all(submissions.map((submission) => this.#send(server, submission)))
    assert.deepEqual(this.unanswered, [])
  }

  /** Some of what was acknowledged is sent once more: it has the same receipt. */
  async sendAgain(server: Server): Promise<void> {
    const some = [...this.given].filter((_, i) => i % 20 === 0)
    for (const [submission_id, receipt] of some) {
      const answer = await this.#post(server, { submission_id, word: 'another' })
      assert.deepEqual([answer.body, answer.headers.get('idempotency-replayed')], [{ receipt }, 'true'])
    }
  }

  /** What the replies say that were acknowledged, sorted. */
  words(): string[] {
    return [...this.#words.values()].sort()
  }

  async #send(server: Server, submission: Submission): Promise<void> {
    const answer = await this.#post(server, submission).catch(() => undefined)
    if (!answer || answer.status === 503) return void this.unanswered.push(submission)
    assert.equal(answer.status, 201, answer.text)
    this.given.set(submission.submission_id, answer.body.receipt)
    this.#words.set(submission.submission_id, submission.word)
  }

  #post(server: Server, { submission_id, word }: Submission) {
    const answers = [{ question: 'lunch', value: word }]
    return call(server, 'POST', `/api/surveys/public/${this.#key}/replies`, { submission_id, answers })
  }
}
