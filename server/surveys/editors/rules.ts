import { AppError } from '../../errors.ts'
import { canManage } from '../rules.ts'
import type { PlainSurvey, Reader } from '../store.ts'

/** Makes sure that somebody may say who edits a survey. @throws AppError `forbidden` */
export function requireManager(reader: Reader, survey: PlainSurvey): void {
  if (!canManage(reader, survey)) {
    throw new AppError('forbidden', 'Its owner or an administrator may say who edits it.')
  }
}

/**
 * Makes sure that an account can become an editor of a survey.
 * @throws AppError `invalid` for one that is disabled, `conflict` for the owner.
 */
export function requireFitting(user: { id: string; disabled_at: string | null }, survey: PlainSurvey): void {
  if (user.id === survey.owner_id) throw new AppError('conflict', 'The owner edits it anyway.')
  if (user.disabled_at !== null) {
    throw new AppError('invalid', '', { errors: { path: { user_id: ['This account is disabled.'] } } })
  }
}
