import { setImmediate } from 'node:timers/promises'
import { tokenHash } from '../../auth/tokens.ts'
import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { AppError, notFound } from '../../errors.ts'
import { newId } from '../../ids.ts'
import { findFor, vouches } from '../access.ts'
import { newKey, readSurvey } from '../actions.ts'
import { lockQuota } from '../quota.ts'
import { checkLinks } from '../quota-rules.ts'
import { lockSurvey, type Maker, type PlainSurvey, type Reader } from '../store.ts'
import { listMakers, takeOverLinks } from './makers-store.ts'
import { addressKey, type Line, requireAddresses } from './rules.ts'
import { MAX_LINKS } from './schema.ts'
import type { LinkRow } from './store.ts'
import * as store from './store.ts'

/** A link with the secret that only whoever makes it is told. */
export interface MadeLink {
  id: string
  address: string
  key: string
  token_hash: string
}

/** So many that others wait a few milliseconds at most. */
const AT_ONCE = 1_000

/** Links for these addresses, still to be added to a survey. @throws AppError `invalid` naming the lines that are none. */
export async function makeLinks(lines: readonly Line[]): Promise<MadeLink[]> {
  requireAddresses(lines)
  const links: MadeLink[] = []
  for (const { address } of lines) {
    const key = newKey()
    links.push({ id: newId(), address, key, token_hash: tokenHash(key) })
    if (links.length % AT_ONCE === 0) await setImmediate()
  }
  return links
}

/**
 * Adds single-use links to a survey: all of them, or none. `lines` are those that they were made of.
 * @throws AppError `not_found`, `conflict` for a survey that is not for the invited, or when it or the reader has too many,
 * `invalid` naming the lines whose address has a link.
 */
export async function addLinks(
  trx: Db,
  reader: Reader,
  surveyId: string,
  lines: readonly Line[],
  links: readonly MadeLink[],
  now: string,
): Promise<void> {
  await lockSurvey(trx, surveyId)
  const { survey } = await readSurvey(trx, reader, surveyId, 'manage_links')
  requireInvited(survey)
  const existing = await store.listAddresses(trx, surveyId)
  if (existing.length + lines.length > MAX_LINKS) {
    throw new AppError('conflict', `A survey has at most ${MAX_LINKS} links; this one has ${existing.length}.`)
  }
  const working = existing.filter(({ revoked_at }) => revoked_at === null)
  await lockQuota(trx, reader.id)
  checkLinks((await store.countLinksOf(trx, reader.id)) + lines.length)
  requireAddresses(lines, new Set(working.map(({ address }) => addressKey(address))))
  await store.insertLinks(
    trx,
    links.map(({ id, address, token_hash }) => ({
      ...{ id, survey_id: surveyId, token_hash, address, created_by: reader.id, revoked_at: null, created_at: now },
    })),
  )
}

function requireInvited({ audience }: PlainSurvey): void {
  if (audience !== 'invited') throw new AppError('conflict', 'Only a survey for the invited has links of their own.')
}

/** Which makers of a survey's links can make more of them, and which can no longer; null stands for accounts that are gone. */
export async function sortMakers(
  db: Db,
  survey: PlainSurvey,
): Promise<{ working: (string | null)[]; onHold: (string | null)[] }> {
  const makers = await listMakers(db, survey.id)
  const idOf = (maker: Maker | null) => maker?.id ?? null
  return {
    working: makers.filter((maker) => vouches(maker, survey)).map(idOf),
    onHold: makers.filter((maker) => !vouches(maker, survey)).map(idOf),
  }
}

/**
 * Has links work again that were on hold, as the reader's own from now on; gives how many.
 * @throws AppError `not_found`
 */
export function takeOver(db: Db, reader: Reader, surveyId: string): Promise<number> {
  return transact(db, async (trx) => {
    await lockSurvey(trx, surveyId)
    const survey = await findFor(trx, reader, 'manage_links', surveyId)
    const { onHold } = await sortMakers(trx, survey)
    return takeOverLinks(
      trx,
      surveyId,
      onHold.filter((id) => id !== null),
      reader.id,
    )
  })
}

/** A link of a survey that the reader may edit. @throws AppError `not_found` */
export async function readLink(
  db: Db,
  reader: Reader,
  surveyId: string,
  id: string,
): Promise<{ survey: PlainSurvey; link: LinkRow }> {
  const { survey } = await readSurvey(db, reader, surveyId, 'manage_links')
  const link = await store.findLink(db, surveyId, id)
  if (!link) throw notFound()
  return { survey, link }
}

/**
 * Revokes a link: it leads nowhere from now on; what was replied by it stays.
 * @throws AppError `not_found`, and whatever `guard` throws, which sees the link before.
 */
export function revokeLink(
  db: Db,
  reader: Reader,
  surveyId: string,
  id: string,
  guard: (survey: PlainSurvey, link: LinkRow) => void,
  now: string,
): Promise<void> {
  return transact(db, async (trx) => {
    await lockSurvey(trx, surveyId)
    const { survey, link } = await readLink(trx, reader, surveyId, id)
    guard(survey, link)
    await store.revokeLink(trx, id, now)
  })
}
