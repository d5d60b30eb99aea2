import { DatabaseSync } from 'node:sqlite'
import { databaseIn } from './servers.ts'

/**
 * Turns each reply to a survey, all of which are tallied, into so many of them, with tallies to match. They are written in
 * the order of chance, as real ones are: in the order of their ids they would leave no room between them, and every reply
 * that follows would have to make some.
 * @throws Error when a reply is not tallied.
 */
export function multiplyReplies(folder: string, surveyId: string, times: number): void {
  const db = new DatabaseSync(databaseIn(folder))
  db.exec('pragma synchronous = off; pragma cache_size = -1000000; begin')
  const { left } = db.prepare('select count(*) as left from survey_untallied').get() as { left: number }
  if (left > 0) throw new Error(`${left} replies are not tallied.`)
  db.exec('create temp table patterns as select * from survey_replies')
  const { patterns } = db.prepare('select count(*) as patterns from patterns').get() as { patterns: number }
  const added = patterns * (times - 1)
  db.exec(`
    with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n + 1 < ${added})
    insert into survey_replies
      (survey_id, id, form_version, answers, day, submitted_at, user_id, link_id, once_key)
    select survey_id, lower(hex(randomblob(11))), form_version, answers, day, submitted_at, user_id, link_id, once_key
    from numbers join patterns on patterns.rowid = n % ${patterns} + 1`)
  db.prepare('update survey_tallies set count = count * ? where survey_id = ?').run(times, surveyId)
  db.prepare('update surveys set reply_count = reply_count * ? where id = ?').run(times, surveyId)
  db.exec('commit; pragma wal_checkpoint(truncate)')
  db.close()
}
