import { dayOfMonth } from '../days.ts'
import type { PolicyTerms } from '../policies/rules.ts'

/** A leave year: from its first day up to the next one's. */
export interface LeaveYear {
  start: string
  end: string
}

/**
 * When a policy's leave years and their months begin: on a month and day that every year has, in its own way. A day that
 * a month does not have is its last one, so a year that starts on 29 February starts on the 28th three times of four.
 */
export class LeaveCalendar {
  readonly #month: number
  readonly #day: number

  /** `hireDate` is the first day of employment, whose anniversaries count where the policy says so. */
  constructor({ year_start }: Pick<PolicyTerms, 'year_start'>, hireDate: string) {
    const [month, day] = (year_start === 'hire_date' ? hireDate.slice(5) : year_start).split('-')
    this.#month = Number(month)
    this.#day = Number(day)
  }

  /** The leave year that a day is in. */
  yearOf(day: string): LeaveYear {
    const year = Number(day.slice(0, 4))
    const start = this.#monthStart(year, 0)
    return start <= day ? this.#from(start) : { start: this.#monthStart(year - 1, 0), end: start }
  }

  /** The leave year behind another. */
  next({ end }: LeaveYear): LeaveYear {
    return this.#from(end)
  }

  /** The first day of a leave year's months: thirteen, as the last is the next year's first. */
  monthStarts({ start }: LeaveYear): string[] {
    return Array.from({ length: 13 }, (_, months) => this.#monthStart(Number(start.slice(0, 4)), months))
  }

  /** The first day of the leave year's month with this number, 0 to 12. */
  monthStart({ start }: LeaveYear, months: number): string {
    return this.#monthStart(Number(start.slice(0, 4)), months)
  }

  #from(start: string): LeaveYear {
    return { start, end: this.#monthStart(Number(start.slice(0, 4)) + 1, 0) }
  }

  #monthStart(year: number, months: number): string {
    return dayOfMonth(year, this.#month + months, this.#day)
  }
}
