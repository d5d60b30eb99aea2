/** How long a run takes its time. */
export interface Pace {
  rounds: number
  /** Of load on each server in each round. */
  seconds: number
  warmUpSeconds: number
  /** In the large database, for what is measured against a small one. */
  manyPosts: number
  /** Likewise, to one survey: a multiple of a thousand. */
  manyReplies: number
}

/**
 * Measures each contender once a round, one after the other: what slows the machine for a while slows them alike.
 * Returns the median of each.
 */
export async function takeTurns<Contender>(
  contenders: readonly Contender[],
  pace: Pace,
  measure: (contender: Contender, seconds: number) => Promise<number>,
): Promise<number[]> {
  const found = contenders.map((contender) => ({ contender, values: [] as number[] }))
  for (const { contender } of found) await measure(contender, pace.warmUpSeconds)
  for (let round = 0; round < pace.rounds; round++) {
    for (const { contender, values } of found) values.push(await measure(contender, pace.seconds))
  }
  return found.map(({ values }) => median(values))
}

/** The one in the middle; of an even number, the upper of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
