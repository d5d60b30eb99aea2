import { setImmediate, setTimeout } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { MailConfig } from './config.ts'

/** A mail to one person. */
export interface Letter {
  to: string
  subject: string
  text: string
  html: string
}

/** Sends mails, one after the other and outside of any request: what goes wrong with one is logged. */
export interface Mailer {
  /**
   * Sends a letter when its turn comes. `write` makes it then, or finds that there is none to send.
   * False when too many wait: then nothing is sent.
   */
  post(write: () => Promise<Letter | undefined>): boolean
  /** Sends what waits, for as long as a server that is told to end has time. */
  close(): Promise<void>
}

const MAX_WAITING = 100
/** A mail server that does not answer holds up the mails behind this one. */
const TIMEOUTS = { dnsTimeout: 5_000, connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 }
const CLOSE_WITHIN_MS = 5_000

/** A mailer that hands its mails to the SMTP server of the settings. */
export function makeMailer({ smtpUrl, from }: MailConfig, log: FastifyBaseLogger): Mailer {
  let waiting = 0
  let isClosed = false
  let last = Promise.resolve()

  const send = async (letter: Letter) => {
    // Most servers never send a mail, and those that do have time to load what it takes.
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({ url: smtpUrl, ...TIMEOUTS, disableFileAccess: true, disableUrlAccess: true })
    const headers = { 'auto-submitted': 'auto-generated' }
    await transport.sendMail({ ...letter, from, to: { name: '', address: letter.to }, headers })
  }
  const takeTurn = async (write: () => Promise<Letter | undefined>) => {
    // Whoever asked has their answer first, which so tells nothing of what is found out here.
    await setImmediate()
    waiting--
    if (isClosed) return
    try {
      const letter = await write()
      if (letter) await send(letter)
    } catch (error) {
      log.error({ err: error }, 'a mail was not sent')
    }
  }
  return {
    post(write) {
      if (waiting >= MAX_WAITING) {
        log.error('a mail was not sent, as too many wait')
        return false
      }
      waiting++
      last = last.then(() => takeTurn(write))
      return true
    },
    async close() {
      await Promise.race([last, setTimeout(CLOSE_WITHIN_MS, undefined, { ref: false })])
      isClosed = true
    },
  }
}
