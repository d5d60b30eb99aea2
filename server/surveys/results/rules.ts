/** Fewer replies than these could be somebody's in particular. */
export const FEWEST_SHOWN = 5

/**
 * Whether what was replied must not be shown: of an anonymous survey, too few replies would be, or so few would be left out
 * that they follow from what is shown beside all others. `shown` is how many replies are asked for, of `total`.
 */
export function isHidden(survey: { anonymous: number }, shown: number, total: number): boolean {
  if (survey.anonymous === 0) return false
  const leftOut = total - shown
  return shown < FEWEST_SHOWN || (leftOut > 0 && leftOut < FEWEST_SHOWN)
}
