import type { Db } from '../db/connect.ts'
import { ping } from '../db/connect.ts'
import { isDiskFull } from '../db/database-errors.ts'
import type { Disk } from '../db/disk.ts'
import { AppError } from '../errors.ts'
import { VERSION } from '../version.ts'
import type { App } from './app-type.ts'
import { closed } from './shapes.ts'
import { Type } from './type.ts'

const CHECK_EVERY_MS = 1_000

const Health = closed({ status: Type.Literal('ok') }, { title: 'Health', examples: [{ status: 'ok' }] })
const Readiness = closed(
  {
    status: Type.Literal('ok'),
    version: Type.String(),
  },
  { title: 'Readiness', examples: [{ status: 'ok', version: '1.0.0' }] },
)

/**
 * `/healthz`: the process answers. `/readyz`: its database does too, and can be written to, asked at most once a second
 * however many ask.
 */
export function healthRoutes(app: App, db: Db, disk: Disk): void {
  app.get(
    '/healthz',
    { config: { access: 'public' }, schema: { tags: ['Server'], summary: 'Alive', response: { 200: Health } } },
    async () => ({ status: 'ok' as const }),
  )

  let checkedAt = 0
  let check: Promise<void> = Promise.resolve()
  app.get(
    '/readyz',
    {
      config: { access: 'public' },
      schema: { tags: ['Server'], summary: 'Ready to serve', response: { 200: Readiness } },
    },
    async () => {
      const now = performance.now()
      if (checkedAt === 0 || now - checkedAt > CHECK_EVERY_MS) {
        checkedAt = now
        check = ping(db).then(() => disk.tryWriting())
      }
      await check.catch((cause) => {
        if (cause instanceof AppError || isDiskFull(cause)) throw cause
        throw new AppError('unavailable', 'The database does not answer.', { retryAfter: 1, cause })
      })
      return { status: 'ok' as const, version: VERSION }
    },
  )
}
