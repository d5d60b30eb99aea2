import type { Db } from '../../db/connect.ts'
import type { Role } from '../../db/tables.ts'
import type { Maker } from '../store.ts'

/** What a row says of who made its link. */
export interface MakerColumns {
  maker_id: string | null
  maker_role: Role | null
  maker_disabled_at: string | null
  maker_edits: string | null
}

/** Single-use links, each with who made it. */
export function linksWithMakers(db: Db) {
  return db
    .selectFrom('survey_links')
    .leftJoin('users as makers', 'makers.id', 'survey_links.created_by')
    .leftJoin('survey_editors as editing', (join) =>
      join.onRef('editing.survey_id', '=', 'survey_links.survey_id').onRef('editing.user_id', '=', 'makers.id'),
    )
    .select([
      'makers.id as maker_id',
      'makers.role as maker_role',
      'makers.disabled_at as maker_disabled_at',
      'editing.user_id as maker_edits',
    ])
}

/** Who made a link; null when the account is gone. */
export function makerOf({ maker_id, maker_role, maker_disabled_at, maker_edits }: MakerColumns): Maker | null {
  if (maker_id === null) return null
  return {
    id: maker_id,
    role: maker_role as Role,
    disabled_at: maker_disabled_at,
    is_editor: maker_edits === null ? 0 : 1,
  }
}

/** Everyone who has made links for a survey that are not revoked; null for accounts that are gone. */
export async function listMakers(db: Db, surveyId: string): Promise<(Maker | null)[]> {
  const rows = await linksWithMakers(db)
    .where('survey_links.survey_id', '=', surveyId)
    .where('survey_links.revoked_at', 'is', null)
    .distinct()
    .execute()
  return rows.map(makerOf)
}

/** Has links that are not revoked be an account's own from now on: those of these makers, and of accounts that are gone. */
export async function takeOverLinks(
  trx: Db,
  surveyId: string,
  from: readonly string[],
  created_by: string,
): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('survey_links')
    .set({ created_by })
    .where('survey_id', '=', surveyId)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('created_by', 'is', null), eb('created_by', 'in', from)]))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
