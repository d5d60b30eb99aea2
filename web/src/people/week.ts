/** What a week comes to, in hours; days that are left empty have none. */
export function hoursOfWeek(week: readonly (number | string)[]): number {
  return week.reduce<number>((sum, day) => sum + (Number(day) || 0), 0)
}

/** A week as the API takes it. */
export function weekSent(week: readonly (number | string)[]): number[] {
  return week.map(Number)
}
