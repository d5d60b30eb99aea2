import type { Caller } from './filling.ts'

/** The accounts of those who work here. */
export interface Team {
  alva: Caller
  bram: Caller
  ann: Caller
  carl: Caller
}

const FOUR_DAYS = [8, 8, 8, 8, 0, 0, 0]

/** Employees by the first names of their accounts, and leave types by what they are for. */
export interface Company {
  employees: Record<keyof Team, string>
  types: Record<'paid' | 'sick' | 'special', string>
}

/** The company, its people, holidays, leave types and policies, as they are set up in autumn. */
export async function setUpCompany({ alva, bram, ann, carl }: Team): Promise<Company> {
  const settings = {
    name: 'Alva & Söhne',
    time_zone: 'Europe/Berlin',
    holiday_region: 'DE-BE',
    shows_leave_types: true,
  }
  await alva.send('PATCH', '/api/company', settings)
  const hire = async (name: string, more: object): Promise<string> =>
    (await alva.send('POST', '/api/employees', { name, start_date: '2025-02-01', ...more })).id
  const boss = await hire('Alva Lindqvist', { user_id: alva.id, team: 'Office' })
  const manager = await hire('Bram de Vries', { user_id: bram.id, manager_id: boss, team: 'Workshop' })
  const of = { manager_id: manager, stand_in_id: boss, team: 'Workshop' }
  const employees = {
    ...{ alva: boss, bram: manager },
    ann: await hire('Ann “Zoë” Příkladová', { ...of, user_id: ann.id, holiday_region: 'DE-BY' }),
    carl: await hire('Carl Example', { ...of, user_id: carl.id, working_hours: FOUR_DAYS }),
  }
  await alva.send('PUT', `/api/employees/${employees.ann}/working-patterns/2026-01-01`, {
    hours: [8, 8, 4, 8, 8, 0, 0],
  })
  await hire('Lea Leaver', { ...of, end_date: '2025-12-31' })
  await alva.send('DELETE', `/api/employees/${await hire('Entered Twice', {})}`)
  const csv =
    'name,manager,start_date,working_hours\r\nIda Imported,Bram de Vries,2026-02-01,7.5 7.5 7.5 7.5 7.5 0 0\r\n'
  await alva.send('POST', '/api/employees/import', csv, { 'content-type': 'text/csv' })
  for (const holiday of [
    { date: '2025-12-24', name: 'Christmas Eve', off: 'afternoon' },
    { date: '2026-03-09', name: 'Move', off: 'morning', region: 'DE-BE' },
    { date: '2026-05-01', name: 'Stocktaking', off: 'nothing' },
    { date: '2026-12-31', name: 'Our day' },
  ])
    await alva.send('POST', '/api/company/holidays', holiday)
  return { employees, types: await giveLeave(alva, employees) }
}

async function giveLeave({ send }: Caller, employees: Company['employees']): Promise<Company['types']> {
  const [{ id: paid }] = await send('GET', '/api/time-off/leave-types')
  const make = async (name: string, more: object): Promise<string> =>
    (await send('POST', '/api/time-off/leave-types', { name, colour: '#e8590c', ...more })).id
  const sick = await make('Sick leave', { needs_approval: false, floor_hours: null })
  const blackouts = [{ start: '2026-11-23', end: '2026-11-27', reason: 'The fair' }]
  const special = await make('Special leave', { floor_hours: -16, blackouts })
  const old = await make('Overtime', {})
  await send('PATCH', `/api/time-off/leave-types/${old}`, { archived: true })

  const policy = async (name: string, leave_type_id: string, terms: object): Promise<string> =>
    (await send('POST', '/api/time-off/policies', { name, leave_type_id, ...terms })).id
  const carry_over = { cap: 5, expires_after_months: 3 }
  const days = { unit: 'days', allowance: 28, accrual: 'yearly', carry_over }
  const all = Object.values(employees)
  const assign = (id: string, employee_ids: string[], effective_from: string) =>
    send('POST', `/api/time-off/policies/${id}/assignments`, { employee_ids, effective_from })
  await assign(await policy('28 days', paid, days), all, '2025-02-01')
  const monthly = { unit: 'hours', allowance: 96, accrual: 'monthly', year_start: '04-06' }
  await assign(await policy('A day a month', special, monthly), [employees.bram, employees.carl], '2025-06-01')
  await policy('By the year of hire', paid, { ...days, allowance: 30.5, year_start: 'hire_date' })
  await send('PUT', `/api/employees/${employees.carl}/policies/${special}/2026-02-01`, { policy_id: null })
  const adjustment = { leave_type_id: paid, hours: 12.5, date: '2025-11-03', note: 'From the year before: “½ week”' }
  await send('POST', `/api/employees/${employees.ann}/adjustments`, adjustment)
  return { paid, sick, special }
}

/** Time off in every state, in the past and to come; and what the older paths book. */
export async function askForTimeOff(
  { alva, bram, ann, carl }: Team,
  { employees, types: { paid, sick, special } }: Company,
): Promise<void> {
  const ask = async (caller: Caller, leave_type_id: string, start: string, more: object = {}): Promise<string> =>
    (await caller.send('POST', '/api/time-off/requests', { leave_type_id, start, ...more })).id
  const act = (caller: Caller, id: string, verb: string, note: string) =>
    caller.send('POST', `/api/time-off/requests/${id}/${verb}`, { note })

  await act(
    bram,
    await ask(ann, paid, '2025-12-22', { end: '2026-01-02', note: 'Family' }),
    'approval',
    'Have a good time!',
  )
  await act(bram, await ask(ann, paid, '2026-03-02', { end_half: 'morning' }), 'approval', 'Yes')
  await act(bram, await ask(ann, paid, '2026-04-07', { end: '2026-04-10' }), 'rejection', 'The fair')
  const taken = await ask(ann, paid, '2026-05-11', { end: '2026-05-15' })
  await act(bram, taken, 'approval', 'Yes')
  await act(ann, taken, 'cancellation', 'Changed my mind')
  const back = await ask(carl, paid, '2026-06-01', { start_half: 'afternoon', end: '2026-06-04' })
  await act(bram, back, 'approval', 'Too soon')
  await bram.send('DELETE', `/api/time-off/requests/${back}/approval`)
  await ask(carl, special, '2026-03-05', { hours: 2.5, note: 'Dentist 🦷' })
  await ask(ann, paid, '2026-07-06', { end: '2026-07-17', note: 'By bicycle' })
  await ask(carl, sick, '2026-02-23', { end: '2026-02-26' })
  await ask(alva, sick, '2026-02-27', { employee_id: employees.bram })

  const name = 'Of the older paths'
  await alva.send('POST', '/employees', { name, hours_balance: 40 })
  const { id } = (await alva.send('GET', '/employees')).find((employee: { name: string }) => employee.name === name)
  const book = async (hours: number): Promise<string> => {
    await alva.send('POST', '/pto', { hours, employee_id: id })
    return (await alva.send('GET', '/pto')).find((entry: { employee_id: string }) => entry.employee_id === id).id
  }
  await alva.send('DELETE', `/pto/${await book(8)}`)
  await book(4)
  await alva.send('PUT', `/employees/${id}/`, { hours_balance: 100 })
}

/** Calendars to subscribe to; gives the secrets of their addresses. */
export async function subscribe({ alva, bram, ann }: Team): Promise<string[]> {
  const scopes = { me: ann, team: bram, company: alva }
  const tokens: string[] = []
  for (const [scope, { send }] of Object.entries(scopes)) {
    const { url } = await send('POST', '/api/time-off/feeds', { scope })
    tokens.push(new URL(url).pathname.split('/')[4] as string)
  }
  return tokens
}
