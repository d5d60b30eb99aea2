import { type Insertable, type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { Tables } from '../../db/tables.ts'
import type { PageRequest } from '../../http/paging.ts'
import { linksWithMakers, type MakerColumns } from './makers-store.ts'

/** A link, without what it is known by; `replied` is 1 when a reply says that it came by this link. */
export type LinkRow = Pick<Selectable<Tables['survey_links']>, 'id' | 'address' | 'created_at' | 'revoked_at'> &
  MakerColumns & { replied: number }

function links(db: Db, surveyId: string) {
  return linksWithMakers(db)
    .select(['survey_links.id', 'survey_links.address', 'survey_links.created_at', 'survey_links.revoked_at'])
    .select((eb) =>
      eb
        .case()
        .when(
          eb.exists(
            eb.selectFrom('survey_replies').select('id').whereRef('survey_replies.link_id', '=', 'survey_links.id'),
          ),
        )
        .then(sql.lit(1))
        .else(sql.lit(0))
        .end()
        .as('replied'),
    )
    .where('survey_links.survey_id', '=', surveyId)
}

/** Links that are revoked, and others, by who made them; without makers, all. */
export interface LinkFilter {
  revoked?: boolean
  /** Null stands for accounts that are gone. */
  madeBy?: readonly (string | null)[]
}

/** The links of a survey, the newest first; one row more than the page holds. */
export function listLinks(
  db: Db,
  surveyId: string,
  { revoked, madeBy }: LinkFilter,
  { limit, after }: PageRequest,
): Promise<LinkRow[]> {
  return links(db, surveyId)
    .$if(revoked !== undefined, (query) => query.where('survey_links.revoked_at', revoked ? 'is not' : 'is', null))
    .$if(madeBy !== undefined, (query) =>
      query.where((eb) => {
        const ids = madeBy?.filter((id) => id !== null) ?? []
        const some = eb('survey_links.created_by', 'in', ids)
        return madeBy?.includes(null) ? eb.or([some, eb('survey_links.created_by', 'is', null)]) : some
      }),
    )
    .$if(after !== undefined, (query) => query.where('survey_links.id', '<', after?.[0] as string))
    .orderBy('survey_links.id', 'desc')
    .limit(limit + 1)
    .execute() as Promise<LinkRow[]>
}

/** A link of a survey. */
export function findLink(db: Db, surveyId: string, id: string): Promise<LinkRow | undefined> {
  return links(db, surveyId).where('survey_links.id', '=', id).executeTakeFirst() as Promise<LinkRow | undefined>
}

/** The addresses of all links of a survey, and whether they are revoked. */
export function listAddresses(db: Db, surveyId: string): Promise<{ address: string; revoked_at: string | null }[]> {
  return db.selectFrom('survey_links').select(['address', 'revoked_at']).where('survey_id', '=', surveyId).execute()
}

/** How many links an account has made, for all surveys together; those that were revoked count. */
export async function countLinksOf(db: Db, makerId: string): Promise<number> {
  const query = db.selectFrom('survey_links').select((eb) => eb.fn.countAll<number>().as('count'))
  const { count } = await query.where('created_by', '=', makerId).executeTakeFirstOrThrow()
  return Number(count)
}

/** Rows an insert: few enough for either database's limit of parameters. */
const AT_ONCE = 500

export async function insertLinks(trx: Db, rows: readonly Insertable<Tables['survey_links']>[]): Promise<void> {
  for (let i = 0; i < rows.length; i += AT_ONCE) {
    await trx
      .insertInto('survey_links')
      .values(rows.slice(i, i + AT_ONCE))
      .execute()
  }
}

/** Makes a link one that leads nowhere. */
export async function revokeLink(trx: Db, id: string, now: string): Promise<void> {
  await trx
    .updateTable('survey_links')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}
