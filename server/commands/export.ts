import { machineNow } from '../clock.ts'
import { withExport } from '../company-export/actions.ts'
import { writeFiles } from '../company-export/place.ts'
import type { Config } from '../config.ts'
import { withDatabase } from './database.ts'

/**
 * `teamroom export`: writes everything that belongs to the company into open formats, as it is at one moment, while the
 * server may be running.
 * @throws CommandError
 */
export async function exportCompany(config: Config, place: string | undefined): Promise<void> {
  const now = machineNow()
  const target = place ?? `teamroom-export-${now.toISOString().slice(0, 10)}.zip`
  await withDatabase(config, (db) =>
    withExport(db, config.database, now, async (files) => {
      await writeFiles(target, files, now)
      process.stdout.write(`${files.length} files are in ${target}. Its README.md says what they hold.\n`)
    }),
  )
}
