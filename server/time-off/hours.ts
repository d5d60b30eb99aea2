import { invalidField } from '../errors.ts'

/**
 * Hours, as the API has them, in the minutes that are kept.
 * @throws AppError `invalid` on `field` when they do not come to whole minutes.
 */
export function toMinutes(field: string, hours: number): number {
  const minutes = hours * 60
  const whole = Math.round(minutes)
  // 0.1 h is 6 minutes, although 0.1 * 60 has an error in its last digit.
  if (!Number.isSafeInteger(whole) || Math.abs(minutes - whole) > 1e-6) {
    throw invalidField(field, 'Must come to whole minutes.')
  }
  return whole
}

/** Minutes in hours, as the API has them. */
export function toHours(minutes: number): number {
  return minutes / 60
}
