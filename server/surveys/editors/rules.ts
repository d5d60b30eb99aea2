import { AppError } from '../../errors.ts'
import type { PlainSurvey, Reader } from '../store.ts'

/**
 * Makes sure that being an editor of a survey gives an account something that it does not have already.
 * @throws AppError `conflict` for the owner, and for administrators who mean themselves: that would outlast their role.
 */
export function requireGain(reader: Reader, user: { id: string }, survey: Pick<PlainSurvey, 'owner_id'>): void {
  if (user.id === survey.owner_id) throw new AppError('conflict', 'The owner edits it anyway.')
  if (user.id === reader.id) throw new AppError('conflict', 'As an administrator, you can edit every survey anyway.')
}
