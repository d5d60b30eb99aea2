import { AppError } from '../../errors.ts'

/**
 * Keeps the last administrator from being demoted, disabled or deleted: nobody could undo it.
 * `admins` are the ids of those who can log in.
 * @throws AppError `conflict`
 */
export function checkKeepsAdmin(admins: readonly string[], leaving: string): void {
  if (admins.length === 1 && admins[0] === leaving) {
    throw new AppError('conflict', 'This is the last administrator: make somebody else one first.')
  }
}
