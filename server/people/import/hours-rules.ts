/** Five days of twenty-four hours. */
const MOST_A_WEEK = 120
/** More than any week takes; longer cells are not taken apart. */
const MOST_CHARACTERS = 200
const UNIT = /(h|hrs?|hours?|std\.?|stunden)$/i
/** Minutes of a step of 0.05 hours, as hours are kept. */
const STEP = 3

/** A number as people write it, with a comma, as hours and minutes, or with its unit; the text itself when it is none. */
export function hoursOf(text: string): number | string {
  const bare = text.trim().replace(UNIT, '').trimEnd()
  const [, hours, minutes] = /^(\d{1,3}):([0-5]\d)$/.exec(bare) ?? []
  if (minutes !== undefined) return Number(hours) + Number(minutes) / 60
  return /^\d+([.,]\d+)?$/.test(bare) ? Number(bare.replace(',', '.')) : text
}

/** The hours in a cell: of each day of a week, or one number for all of it. */
export function hoursIn(cell: string): (number | string)[] {
  if (cell.length > MOST_CHARACTERS) return [cell]
  const whole = hoursOf(cell)
  return typeof whole === 'number'
    ? [whole]
    : cell
        .trim()
        .split(/[\s/;|]+/)
        .map(hoursOf)
}

/** Why nobody works so many hours a week; undefined when somebody may. */
export function weeklyProblem(hours: number): string | undefined {
  if (hours === 0) return 'A week needs some work in it.'
  return hours > MOST_A_WEEK ? `Must be at most ${MOST_A_WEEK} hours a week.` : undefined
}

/**
 * A week of so many minutes, Monday first: the one that there is when it has as many, otherwise the same for each day on which
 * the person works already; what is left over goes to the first ones.
 */
export function weekWith(minutes: number, current: readonly number[]): number[] {
  if (sum(current) === minutes) return [...current]
  const steps = minutes / STEP
  const fits = current.filter((day) => day > 0).length * 24 * 60 >= minutes
  const isWorked = (i: number) => (fits ? (current[i] ?? 0) > 0 : i < 5)
  const days = current.flatMap((_, i) => (isWorked(i) ? [i] : []))
  const [each, over] = [Math.floor(steps / days.length), steps % days.length]
  return current.map((_, i) => (isWorked(i) ? (each + (days.indexOf(i) < over ? 1 : 0)) * STEP : 0))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
