import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { MailConfig } from '../server/config.ts'

/** A mail as it came in. */
export interface Mail {
  from: string
  to: string
  /** Headers and parts, decoded. */
  text: string
}

/** A mail server of the smallest kind, which keeps what it is sent. */
export interface MailServer {
  /** The settings of a Teamroom that sends its mails here. */
  config: MailConfig
  /** The next mail that the test has not seen yet; fails when none comes. */
  next(): Promise<Mail>
  /** The next mail to this address; those to others are passed over. */
  nextTo(address: string): Promise<Mail>
  stop(): Promise<void>
}

const WAIT_MS = 60_000

/** Starts one on this machine. */
export async function startMailServer(): Promise<MailServer> {
  const unread: Mail[] = []
  const readers: ((mail: Mail) => void)[] = []
  const keep = (mail: Mail) => {
    const reader = readers.shift()
    if (reader) reader(mail)
    else unread.push(mail)
  }
  const server = createServer((socket) => void converse(socket, keep)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const next = async () => {
    const mail = unread.shift()
    if (mail) return mail
    return new Promise<Mail>((resolve, reject) => {
      readers.push(resolve)
      setTimeout(() => reject(new Error('No mail came.')), WAIT_MS).unref()
    })
  }
  return {
    config: { smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Teamroom <teamroom@example.com>' },
    next,
    async nextTo(address) {
      for (;;) {
        const mail = await next()
        if (mail.to === address) return mail
      }
    },
    stop: async () => {
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const ANSWERS: Record<string, string> = { DATA: '354 go on', QUIT: '221 bye' }

/** SMTP (RFC 5321), as far as one client that does nothing wrong needs it. */
async function converse(socket: Socket, keep: (mail: Mail) => void): Promise<void> {
  const named: Record<string, string> = {}
  const lines = linesOf(socket)
  socket.write('220 test\r\n')
  for await (const line of lines) {
    const [, verb = '', address = ''] = line.match(/^(\w*)[^<]*(?:<(.*?)>)?/) ?? []
    named[verb] = address
    socket.write(`${ANSWERS[verb] ?? '250 ok'}\r\n`)
    if (verb === 'QUIT') socket.end()
    if (verb !== 'DATA') continue
    keep({ from: named.MAIL ?? '', to: named.RCPT ?? '', text: decode(await dataOf(lines)) })
    socket.write('250 ok\r\n')
  }
}

/** What comes until a line that is a dot. */
async function dataOf(lines: AsyncGenerator<string>): Promise<string> {
  const data: string[] = []
  for (;;) {
    const { value } = await lines.next()
    if (value === undefined || value === '.') return data.join('\r\n')
    data.push(value.replace(/^\.\./, '.'))
  }
}

async function* linesOf(socket: Socket): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of socket.setEncoding('latin1')) {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

/** Undoes quoted-printable (RFC 2045). */
function decode(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

/** The token of the link in a mail. */
export function tokenIn({ text }: Mail): string {
  return text.match(/#\w+=([\w-]{43})/)?.[1] ?? ''
}
