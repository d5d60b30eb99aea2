import type { Db } from '../server/db/connect.ts'
import type { Examination } from '../server/examination.ts'

/** Whether the run is for PostgreSQL. */
export const onPostgres = process.env.TEST_DATABASE === 'postgres'

/** What an examination finds. */
export async function examineWith(examination: Examination, db: Db) {
  const found = { looked: 0, findings: [] as { about: string; sentence: string }[] }
  await examination.run(db, {
    looked: (count) => {
      found.looked += count
    },
    wrong: (about, sentence) => found.findings.push({ about, sentence }),
  })
  return found
}
