import { transact } from '../../server/db/transact.ts'
import { dayOfMonth } from '../../server/time-off/days.ts'
import { hire } from '../company.ts'
import type { Account, Teamroom } from '../harness.ts'
import { addLeaveType, takeOff } from '../time-off.ts'
import { TODAY, YEAR } from './days.ts'

const PEOPLE = 60
const EVERY_DAY = Array(7).fill(480)
const TEAMS = ['Kitchen', 'Bakery', 'Research and development of new things']
const NAMES = ['Ida Berg', 'Jo', 'Maximiliane Featherstonehaugh-Wolkenstein', 'Ömer Çelik', 'Li Wei', 'Zoë O’Hara']
const TYPES = [
  { name: 'Sick leave', colour: '#ffe066' },
  { name: 'Parental leave', colour: '#0b1f66' },
]

/** Fills this month's calendar with many people, who are away for long and for short, with types of pale and dark colours. */
export async function fillCalendar({ db }: Teamroom, admin: Account): Promise<void> {
  const types: string[] = []
  for (const type of TYPES) types.push((await addLeaveType(admin, { ...type, floor_hours: null })).id)
  const people: string[] = []
  await transact(db, async (trx) => {
    for (let i = 0; i < PEOPLE; i++) {
      const name = `${NAMES[i % NAMES.length]} ${i + 1}`
      people.push(await hire(trx, { name, team: TEAMS[i % TEAMS.length] as string, minutes: EVERY_DAY }))
    }
  })
  const day = (number: number) => dayOfMonth(YEAR, Number(TODAY.slice(5, 7)), number)
  for (const [i, employee_id] of people.entries()) {
    if (i % 3 === 0) continue
    const first = 1 + ((i * 5) % 26)
    const halves = i % 4 === 0 ? { start_half: 'afternoon' } : {}
    const span = { start: day(first), end: day(Math.min(28, first + (i % 9))), ...halves }
    await takeOff(admin, { employee_id, leave_type_id: types[i % 2] as string, ...span }, i % 5 === 0)
  }
}
