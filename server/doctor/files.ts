import { readdirSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Config } from '../config.ts'
import type { Examination } from '../examination.ts'
import { keyFileOf, markOf } from '../known-database.ts'

const OTHERS = 0o077

/** Proves that nobody else on the machine can read what the server keeps. Windows has other rights than these. */
export function filePermissions({ database, dataDir }: Pick<Config, 'database' | 'dataDir'>): Examination {
  return {
    name: 'files',
    of: 'files and folders',
    needsTables: false,
    async run(_db, report) {
      if (process.platform === 'win32') return
      for (const path of placesOf({ database, dataDir })) {
        const found = statSync(path, { throwIfNoEntry: false })
        if (!found) continue
        report.looked(1)
        const problem = problemOf(found)
        if (problem !== undefined) report.wrong(path, problem)
      }
    },
  }
}

function problemOf(found: Stats): string | undefined {
  const mode = found.mode & 0o777
  if ((mode & OTHERS) === 0) return undefined
  return `others may use it: its mode is 0${mode.toString(8)} and should be ${found.isDirectory() ? '0700' : '0600'}.`
}

/** Where the server keeps something, or might. */
function placesOf({ database, dataDir }: Pick<Config, 'database' | 'dataDir'>): Set<string> {
  const places = new Set([dataDir, markOf({ database, dataDir })])
  if (database.kind !== 'sqlite') return places
  const { file } = database
  const folder = dirname(file)
  // With the write-ahead log, and whatever else has its name and an ending of its own.
  const files = namesIn(folder).filter((name) => name.startsWith(basename(file)))
  return new Set([...places, folder, keyFileOf(file), ...files.map((name) => join(folder, name))])
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
