import type { Db } from '../db/connect.ts'
import { prepared } from '../db/prepared.ts'
import type { PageRequest } from '../http/paging.ts'
import type { PlainSurvey } from '../surveys/store.ts'

const byId = prepared((db: Db, p: { id: string }) =>
  db.selectFrom('surveys').selectAll('surveys').where('id', '=', p.id).where('removed_at', 'is', null),
)

/** A survey by its id, whoever asks. */
export async function findSurvey(db: Db, id: string): Promise<PlainSurvey | undefined> {
  const [survey] = await byId(db, { id }, undefined)
  return survey
}

/** Somebody's own surveys, the newest first. */
export function listOwn(db: Db, ownerId: string, { limit, after }: PageRequest): Promise<PlainSurvey[]> {
  return db
    .selectFrom('surveys')
    .selectAll('surveys')
    .where('owner_id', '=', ownerId)
    .where('removed_at', 'is', null)
    .$if(after !== undefined, (query) => query.where('id', '<', after?.[0] as string))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}
