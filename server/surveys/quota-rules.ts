import { AppError } from '../errors.ts'

/** What the surveys of one account may come to, those just deleted included. */
export const QUOTA = { surveys: 500, bytes: 50_000_000, bytesOfOne: 5_000_000, versionsOfOne: 200, links: 100_000 }

/** What there is of an account's surveys, and of one of them: its questions, version by version. */
export interface Measured {
  surveys: number
  bytes: number
  bytesOfOne: number
  versionsOfOne: number
}

/** @throws AppError `conflict` for one survey too many. */
export function checkNew({ surveys }: Measured): void {
  if (surveys <= QUOTA.surveys) return
  throw new AppError('conflict', `One account has at most ${QUOTA.surveys} surveys: delete one first.`)
}

/** @throws AppError `conflict` for one single-use link too many, of all that an account has made. */
export function checkLinks(links: number): void {
  if (links <= QUOTA.links) return
  const most = QUOTA.links.toLocaleString('en')
  throw new AppError('conflict', `One account has at most ${most} single-use links: delete a survey that is over.`)
}

/** @throws AppError `conflict` for too many questions, in one survey or in all of them. */
export function checkGrowth({ bytes, bytesOfOne, versionsOfOne }: Measured): void {
  if (bytes > QUOTA.bytes) {
    const most = QUOTA.bytes / 1_000_000
    throw new AppError('conflict', `The surveys of one account take at most ${most} MB: delete one first.`)
  }
  if (bytesOfOne > QUOTA.bytesOfOne || versionsOfOne > QUOTA.versionsOfOne) {
    throw new AppError('conflict', 'This survey has been published too often: make a copy to go on with.')
  }
}
