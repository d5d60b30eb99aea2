import { invalidField } from '../errors.ts'

/** Three minutes: the smallest step of hours that is a whole number of minutes and ends as a decimal. */
const STEPS_PER_HOUR = 20
const MINUTES_PER_STEP = 3

/**
 * Hours, as the API has them, in the minutes that are kept.
 * @throws AppError `invalid` on `field` when they do not come to whole minutes, as a third of an hour in decimals does not.
 */
export function toMinutes(field: string, hours: number): number {
  const steps = Math.round(hours * STEPS_PER_HOUR)
  // A decimal such as 0.15 is a little off as a number; a third of an hour is off by far more.
  if (!Number.isSafeInteger(steps) || Math.abs(hours * STEPS_PER_HOUR - steps) > 1e-6) {
    throw invalidField(field, 'Must come to whole minutes: a multiple of 0.05 hours.')
  }
  return steps * MINUTES_PER_STEP
}

/** Minutes in hours, as the API has them. */
export function toHours(minutes: number): number {
  return minutes / 60
}
