/** How a number of people divides into groups that have names, and those who are in none. */
export interface Division {
  total: number
  groups: ReadonlyMap<string, number>
}

/**
 * The groups that are shown: each has at least `least`, and so have those that are not shown, together, or there are none.
 * Subtracting what is shown from the whole then leaves no fewer. Only groups that are `possible` are.
 */
export function shownGroups(
  { total, groups }: Division,
  least: number,
  isPossible: (group: string) => boolean = () => true,
): Set<string> {
  const sizes = [...groups].filter(([group, size]) => size >= least && isPossible(group))
  // The smallest goes first where one has to go; of several, the same one each time.
  sizes.sort(([a, some], [b, others]) => some - others || (a < b ? -1 : 1))
  let hidden = total - sizes.reduce((sum, [, size]) => sum + size, 0)
  while (hidden > 0 && hidden < least) {
    const smallest = sizes.shift()
    if (smallest === undefined) break
    hidden += smallest[1]
  }
  return new Set(sizes.map(([group]) => group))
}
