import type { Deps } from '../deps.ts'
import type { App } from '../http/app-type.ts'
import { Backups, toBackups } from './schema.ts'
import { findBackups } from './store.ts'

/** `/api/backups`: how the backups went that the server makes by itself. */
export function backupRoutes(app: App, { db, config, now }: Deps): void {
  app.get(
    '/api/backups',
    {
      config: { access: 'admin' },
      schema: { tags: ['Server'], summary: 'Ask how the last backup went', response: { 200: Backups } },
    },
    async () => toBackups(await findBackups(db), config.backup, now()),
  )
}
