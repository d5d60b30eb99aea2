import { AppError } from '../../errors.ts'
import type { PlainSurvey } from '../store.ts'

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
