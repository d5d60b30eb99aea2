/** How long a run takes its time. */
export interface Pace {
  rounds: number
  /** Of load on each server in each round. */
  seconds: number
  warmUpSeconds: number
  /** In the large database, for what is measured against a small one. */
  manyPosts: number
}

/**
 * Measures each contender once a round, one after the other: what slows the machine for a while slows them alike.
 * Returns the median of each.
 */
export async function takeTurns<Name extends string, Contender>(
  contenders: Record<Name, Contender>,
  pace: Pace,
  measure: (contender: Contender, seconds: number) => Promise<number>,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[]
  const found = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (const name of names) await measure(contenders[name], pace.warmUpSeconds)
  for (let round = 0; round < pace.rounds; round++) {
    for (const name of names) found[name].push(await measure(contenders[name], pace.seconds))
  }
  return Object.fromEntries(names.map((name) => [name, median(found[name])])) as Record<Name, number>
}

/** The one in the middle; of an even number, the upper of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
