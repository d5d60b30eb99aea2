/**
 * What kind of day it is: `public` for everybody by law; `bank` when banks and most offices close by custom or by the law on
 * holidays; `optional` for some people only, or where it is the employer's choice.
 */
export const HOLIDAY_KINDS = ['public', 'bank', 'optional'] as const
export type HolidayKind = (typeof HOLIDAY_KINDS)[number]

/** Where more than public holidays are days off for everybody who works by the week, and why. */
const CUSTOM: Readonly<Record<string, readonly HolidayKind[]>> = {
  // Semesterlag (1977:480) § 3 a: Midsummer Eve, Christmas Eve and New Year's Eve count as Sundays do.
  SE: ['public', 'bank'],
  // Vuosilomalaki 162/2005 § 4: Midsummer Eve and Christmas Eve are no days of annual leave.
  FI: ['public', 'bank'],
  AX: ['public', 'bank'],
  // Republic Act 9492: special (non-working) days.
  PH: ['public', 'optional'],
}
const BY_LAW: readonly HolidayKind[] = ['public']

/** The kinds that count in a region: those that the company has chosen, or where it has not, those of the country's custom. */
export function kindsIn(region: string, chosen: readonly HolidayKind[] | null): readonly HolidayKind[] {
  return chosen ?? CUSTOM[region.slice(0, 2)] ?? BY_LAW
}
