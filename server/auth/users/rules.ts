/**
 * True for the last administrator, who is neither demoted, disabled nor deleted, as nobody could undo it. `admins` are the
 * ids of those who can log in.
 */
export function isLastAdmin(admins: readonly string[], id: string): boolean {
  return admins.length === 1 && admins[0] === id
}
