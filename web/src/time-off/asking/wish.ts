import type { Person, TimeOffRequest } from '../queries.ts'
import type { Span } from '../spans.ts'

/** How much of a single day: all of it, a half, or some hours. */
export const PARTS = ['day', 'morning', 'afternoon', 'hours'] as const
export type Part = (typeof PARTS)[number]

/** What somebody fills in to ask for time off; fields that the API has too have its names. */
export type Wish = {
  leave_type_id: string
  /** '' before a day is chosen. */
  start: string
  /** '' for a single day. */
  end: string
  part: Part
  hours: number | string
  beginsAtNoon: boolean
  endsAtNoon: boolean
  note: string
}

/** A form in which nothing is chosen yet. */
export const NO_WISH: Wish = {
  ...{ leave_type_id: '', start: '', end: '', part: 'day', hours: '' },
  ...{ beginsAtNoon: false, endsAtNoon: false, note: '' },
}

/** True for a wish of one day. */
export function isOneDay({ start, end }: Wish): boolean {
  return end === '' || end === start
}

/** True when enough is filled in to say what it costs. */
export function isComplete(wish: Wish): boolean {
  const hasHours = wish.part !== 'hours' || !isOneDay(wish) || Number(wish.hours) > 0
  return wish.leave_type_id !== '' && wish.start !== '' && hasHours
}

/** A wish as the API takes it. */
export function spanOf(wish: Wish): Required<Span> & { leave_type_id: string } {
  const { leave_type_id, start, end, part, hours, beginsAtNoon, endsAtNoon } = wish
  if (!isOneDay(wish)) {
    const halves = { start_half: halfFrom(beginsAtNoon), end_half: halfUntil(endsAtNoon) }
    return { leave_type_id, start, end, ...halves, hours: null }
  }
  const isLate = part === 'afternoon' || (part === 'hours' && beginsAtNoon)
  return {
    ...{ leave_type_id, start, end: start, start_half: halfFrom(isLate), end_half: halfUntil(part === 'morning') },
    hours: part === 'hours' ? Number(hours) : null,
  }
}

/** A request as its form has it. */
export function wishOf({ leave_type, start, end, start_half, end_half, hours, note }: TimeOffRequest): Wish {
  const isOne = start === end
  const single = start_half === end_half ? start_half : 'day'
  return {
    ...{ leave_type_id: leave_type.id, start, end: isOne ? '' : end, note: note ?? '' },
    part: hours !== null ? 'hours' : isOne ? single : 'day',
    hours: hours ?? '',
    beginsAtNoon: start_half === 'afternoon' && (!isOne || hours !== null),
    endsAtNoon: end_half === 'morning' && !isOne,
  }
}

/** The hours that somebody works on a day of the week, holidays aside. */
export function hoursOn({ working_patterns = [] }: Person, day: string): number {
  const pattern = working_patterns.findLast(({ effective_from }) => effective_from <= day)
  // Patterns begin with Monday, JavaScript's weeks with Sunday.
  return pattern?.hours[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 0
}

function halfFrom(noon: boolean): Span['start_half'] {
  return noon ? 'afternoon' : 'morning'
}

function halfUntil(noon: boolean): Span['end_half'] {
  return noon ? 'morning' : 'afternoon'
}
