import type { HolidayKind } from './kind-rules.ts'
import type { LibraryHoliday } from './library-rules.ts'
import { holdsFor } from './rules.ts'

/*
 * Where the library of holidays has something else than the law, as far as that is clear. A spec compares what comes of it
 * with a second source, and lists where the two still differ.
 */

/** A holiday that the library lacks, by the library's grammar of rules. */
export interface Addition {
  /** A country, or a part of it, and all parts of that. */
  place: string
  rule: string
  name: string
  /** The first year in which it is one. */
  since?: number
}

const ADDITIONS: readonly Addition[] = [
  // Act 2429, article 1: Republic Day begins at 13:00 on the 28th.
  { place: 'TR', rule: '10-28 13:00', name: 'Cumhuriyet Bayramı' },
  // State Council Decree 795: since 2025 Spring Festival has four days and Labour Day two.
  { place: 'CN', rule: 'chinese 01-0-03', name: '春节', since: 2025 },
  { place: 'CN', rule: '05-02', name: '劳动节', since: 2025 },
  // Act on Labour Day: a paid day off for all employees.
  { place: 'KR', rule: '05-01', name: '노동절' },
  // Since it is a public holiday, the rule on substitutes holds for it.
  {
    place: 'KR',
    rule: 'substitutes 05-01 if Saturday,Sunday then next Monday',
    name: '노동절 (대체공휴일)',
    since: 2026,
  },
  // Act 241/1993: suspended for 2026 only.
  { place: 'SK', rule: '05-08', name: 'Deň víťazstva nad fašizmom', since: 2027 },
  { place: 'SK', rule: '09-15', name: 'Sedembolestná Panna Mária', since: 2027 },
  { place: 'CY', rule: 'orthodox -48', name: 'Καθαρά Δευτέρα' },
  { place: 'CY', rule: 'orthodox 50', name: 'Δευτέρα του Κατακλυσμού' },
  { place: 'GE', rule: '05-17', name: 'ოჯახის სიწმინდის დღე', since: 2024 },
  // National Day for Truth and Reconciliation: the acts of the provinces that made it a statutory holiday.
  ...[
    { place: 'CA-BC', since: 2023 },
    { place: 'CA-MB', since: 2024 },
    { place: 'CA-NT', since: 2022 },
    { place: 'CA-NU', since: 2022 },
    { place: 'CA-PE', since: 2022 },
    { place: 'CA-YT', since: 2023 },
  ].map((one) => ({ ...one, rule: '09-30', name: 'National Day for Truth and Reconciliation' })),
  // Act on memorial days and holidays of 2025.
  { place: 'TW', rule: '05-01', name: '勞動節', since: 2026 },
  { place: 'TW', rule: '09-28', name: '孔子誕辰紀念日', since: 2025 },
  { place: 'TW', rule: '10-25', name: '臺灣光復節', since: 2025 },
  { place: 'TW', rule: '12-25', name: '行憲紀念日', since: 2025 },
  // Labour Protection Act, section 29: National Labour Day is one of the days of every employer.
  { place: 'TH', rule: '05-01', name: 'วันแรงงานแห่งชาติ' },
  // Labour Code, article 190.
  { place: 'SV', rule: '01-01', name: 'Año Nuevo' },
  { place: 'SV', rule: '06-17', name: 'Día del Padre' },
  // Cabinet Resolution 27 of 2024: National Day has two days.
  { place: 'AE', rule: '12-03', name: 'اليوم الوطني' },
  // Statutes of autonomy.
  { place: 'ES-CB', rule: '07-28', name: 'Día de las Instituciones de Cantabria' },
  { place: 'ES-MC', rule: '06-09', name: 'Día de la Región de Murcia' },
  { place: 'ES-VC', rule: '10-09', name: 'Día de la Comunitat Valenciana' },
  // Labour Code, article 154 (1): three days at Christmas.
  { place: 'BG', rule: '12-26', name: 'Коледа' },
  // Labour Code, article 154 (2): what falls on a weekend is made up for on the next working days.
  ...['01-01', '03-03', '05-01', '05-06', '05-24', '09-06', '09-22'].map((day) => ({
    ...{ place: 'BG', name: 'Почивен ден', since: 2017 },
    rule: `substitutes ${day} if saturday then next monday if sunday then next monday`,
  })),
  ...[
    '12-24 if saturday then next tuesday if sunday then next wednesday',
    '12-25 if saturday then next monday if sunday then next wednesday',
    '12-26 if saturday then next monday if sunday then next tuesday',
  ].map((rule) => ({ place: 'BG', name: 'Почивен ден', since: 2017, rule: `substitutes ${rule}` })),
]

/** What is otherwise about a holiday that the library has, by the rule by which it has it. */
interface Change {
  place: string
  rule: string
  kind?: HolidayKind
  /** When it begins, in hours after the library's instant (before it, when negative), and for how long it lasts. */
  begins?: number
  hours?: number
  /** It is no holiday at all. */
  isNone?: true
}

/** From 13:00 on the day before. */
const EVE = -11

const VETERANS_DAY = 'substitutes 11-11 if sunday then next monday if saturday then previous friday'
const CHANGES: readonly Change[] = [
  // Act 2429, article 2: from 13:00 on the eve, and three days, or four.
  { place: 'TR', rule: '1 Shawwal PT90H', begins: EVE, hours: 11 + 3 * 24 },
  { place: 'TR', rule: '10 Dhu al-Hijjah PT114H', begins: EVE, hours: 11 + 4 * 24 },
  // State Council Decree 795, article 3: for women, young people, children and soldiers.
  { place: 'CN', rule: '03-08 12:00', kind: 'optional' },
  { place: 'CN', rule: '05-04 12:00', kind: 'optional' },
  { place: 'CN', rule: '06-01', kind: 'optional' },
  { place: 'CN', rule: '08-01 12:00', kind: 'optional' },
  // The library says so itself: for women, and for Muslims.
  { place: 'MG', rule: '03-08', kind: 'optional' },
  { place: 'MG', rule: '1 Shawwal', kind: 'optional' },
  { place: 'MG', rule: '10 Dhu al-Hijjah', kind: 'optional' },
  { place: 'KE', rule: '10 Dhu al-Hijjah', kind: 'optional' },
  // Labour Code, article 190.
  { place: 'SV', rule: '05-10', kind: 'public' },
  // A working day, apart from banks.
  { place: 'FI', rule: '12-31', kind: 'optional' },
  { place: 'AX', rule: '12-31 12:00', kind: 'optional' },
  // The Finnish act holds on Åland, too: the whole of Christmas Eve.
  { place: 'AX', rule: '12-24 12:00', begins: -12, hours: 24 },
  // New Year's Day of the moon with the day before and the day after.
  { place: 'KR', rule: 'korean 01-0-01 P3D', begins: -24 },
  // No statutory holiday of the territories' and Ontario's employment standards.
  ...['CA-NT', 'CA-ON', 'CA-YT'].map((place) => ({ place, rule: 'easter 1', isNone: true }) as const),
  // The 28th of July, see above.
  { place: 'ES-CB', rule: '06-28', isNone: true },
  // 5 U.S.C. 6103 (b), as for the other holidays that fall on a Saturday.
  ...['US', 'AS', 'GU', 'PR', 'VI'].map((place) => ({ place, rule: VETERANS_DAY, kind: 'public' }) as const),
  // 48 days before Easter, a Monday.
  { place: 'CY', rule: 'orthodox -47', isNone: true },
]

/** The years of which the library is asked for those of one: holidays last into the next year, and begin on an eve. */
export function yearsAround(region: string, year: number): number[] {
  const hasEves = CHANGES.some(({ place, begins = 0 }) => begins < 0 && holdsFor(place, region))
  return hasEves ? [year - 1, year, year + 1] : [year - 1, year]
}

/** What the library lacks in a region. */
export function additionsIn(region: string): Addition[] {
  return ADDITIONS.filter(({ place }) => holdsFor(place, region))
}

/** The holidays of a region as they are by law. */
export function corrected(region: string, holidays: readonly LibraryHoliday[]): LibraryHoliday[] {
  const changes = new Map(CHANGES.filter(({ place }) => holdsFor(place, region)).map((one) => [one.rule, one]))
  const since = new Map(additionsIn(region).map((one) => [one.rule, one.since ?? 0]))
  return holidays
    .filter(({ rule, date }) => Number(date.slice(0, 4)) >= (since.get(rule) ?? 0))
    .flatMap((holiday) => {
      const change = changes.get(holiday.rule)
      if (!change) return holiday
      return change.isNone ? [] : changed(holiday, change)
    })
}

function changed(holiday: LibraryHoliday, { kind = holiday.kind, begins = 0, hours = holiday.hours }: Change) {
  const start = Temporal.PlainDateTime.from(holiday.date.slice(0, 19).replace(' ', 'T')).add({ hours: begins })
  return { ...holiday, kind, hours, date: start.toString({ smallestUnit: 'second' }).replace('T', ' ') }
}
