import type { Config, DatabaseConfig } from '../config.ts'
import type { Db } from '../db/connect.ts'
import { readSchemaState, type SchemaState } from '../db/doctor/schema.ts'
import { attempt, inSnapshot, readSnapshot } from '../db/read-only.ts'
import type { Examination } from '../examination.ts'
import { examinationsOf } from './examinations.ts'
import { filePermissions } from './files.ts'

/** Of one examination, no more is kept. */
const MOST_FINDINGS = 100

export interface Finding {
  about: string
  sentence: string
}

export interface Outcome {
  name: string
  of: string
  /** How many were looked at; null where none could be, as the tables are not those of this version. */
  looked_at: number | null
  /** How much is wrong; the first hundred are in `findings`. */
  wrong: number
  findings: Finding[]
}

export interface Diagnosis {
  schema: SchemaState
  outcomes: Outcome[]
}

/**
 * Runs every examination on one snapshot of the database, and writes nothing. Where the tables are those of another version,
 * only what does not depend on them is examined.
 */
export function examine(config: Pick<Config, 'database' | 'dataDir'>): Promise<Diagnosis> {
  const { database } = config
  return readSnapshot(database, (db) => runAll(db, [...examinationsOf(database), filePermissions(config)]))
}

/** The same for a database that is open, without the files that it lies in; gives what is wrong. */
export async function examineOpen(db: Db, database: Pick<DatabaseConfig, 'kind'>): Promise<Finding[]> {
  const { outcomes } = await inSnapshot(db, (trx) => runAll(trx, examinationsOf(database)))
  return outcomes.flatMap(({ findings }) => findings)
}

async function runAll(db: Db, examinations: readonly Examination[]): Promise<Diagnosis> {
  const schema = await readSchemaState(db)
  const outcomes: Outcome[] = []
  for (const examination of examinations) {
    const isPossible = schema.state === 'current' || !examination.needsTables
    outcomes.push(isPossible ? await run(db, examination) : notRun(examination))
  }
  return { schema, outcomes }
}

async function run(db: Db, examination: Examination): Promise<Outcome> {
  const { name, of } = examination
  const outcome = { name, of, looked_at: 0, wrong: 0, findings: [] as Finding[] }
  const wrong = (about: string, sentence: string) => {
    outcome.wrong += 1
    if (outcome.findings.length < MOST_FINDINGS) outcome.findings.push({ about, sentence })
  }
  const looked = (count: number) => {
    outcome.looked_at += count
  }
  const error = await attempt(db, () => examination.run(db, { looked, wrong }))
  if (error) wrong(name, `this cannot be examined: ${error.message}.`)
  return outcome
}

function notRun({ name, of }: Examination): Outcome {
  return { name, of, looked_at: null, wrong: 0, findings: [] }
}
