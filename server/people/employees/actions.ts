import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { AppError, notFound } from '../../errors.ts'
import { nameSortKey } from '../../folding.ts'
import { newId } from '../../ids.ts'
import type { RecountScope, Touched } from '../../time-off/recount.ts'
import { today } from '../company/rules.ts'
import { lockCompany } from '../company/store.ts'
import { transactWithHolidays } from '../holidays/actions.ts'
import { checkRegion } from '../holidays/public-holidays.ts'
import { type FactChange, recountTouched } from '../touched.ts'
import { FULL_TIME, startingOn, weekOf } from './pattern-rules.ts'
import { checkDates, checkReferences, cycleSentence, findCycle, keptName, type References } from './rules.ts'
import type { EmployeeChange, EmployeeInput } from './schema.ts'
import { type EmployeeRow, findRelated, listPatterns, lockEmployees, type PatternRow, type Related } from './store.ts'
import * as store from './write-store.ts'

export interface ChangedEmployee {
  employee: EmployeeRow
  patterns: PatternRow[]
  touched: Touched[]
}

/** Looks at an employee as they are, locked, and may throw. */
export type Guard = (current: EmployeeRow) => void

/**
 * Adds an employee, in a transaction; the region, which cannot be looked up in one, is checked already.
 * @throws AppError `invalid`, `conflict` when the account belongs to another employee.
 */
export async function createEmployee(
  trx: Db,
  input: EmployeeInput,
  now: Date,
): Promise<Omit<ChangedEmployee, 'touched'>> {
  const { working_hours = FULL_TIME, ...fields } = input
  const minutes = weekOf('working_hours', working_hours)
  await lockCompany(trx)
  const employee = newEmployee(fields, now)
  checkDates(employee.start_date, employee.end_date, { end_date: employee.end_date })
  await checkKnown(trx, employee.id, fields)
  await store.saveEmployees(trx, [employee])
  const pattern = { effective_from: employee.start_date, minutes }
  await store.replacePatterns(trx, new Map([[employee.id, [pattern]]]))
  return { employee, patterns: [{ ...pattern, employee_id: employee.id }] }
}

/** The row of a new employee. */
export function newEmployee(fields: Omit<EmployeeInput, 'working_hours'>, now: Date): EmployeeRow {
  const nothing = {
    user_id: null,
    manager_id: null,
    stand_in_id: null,
    personnel_number: null,
    email: null,
    team: null,
    end_date: null,
    holiday_region: null,
  }
  const at = now.toISOString()
  return {
    ...nothing,
    ...kept(fields),
    id: newId(),
    name_key: nameSortKey(fields.name),
    removed_at: null,
    erased_at: null,
    version: 1,
    created_at: at,
    updated_at: at,
  }
}

/** Fields with names as they are kept. */
function kept<Fields extends { name?: string; team?: string | null }>(fields: Fields): Fields {
  const { name, team } = fields
  return { ...fields, ...(name !== undefined && { name: keptName(name) }), ...(team && { team: keptName(team) }) }
}

/** The row of an employee after a change. */
export function changed(current: EmployeeRow, change: EmployeeChange, now: Date): EmployeeRow {
  return {
    ...current,
    ...kept(change),
    name_key: nameSortKey(change.name ?? current.name),
    version: current.version + 1,
    updated_at: now.toISOString(),
  }
}

/**
 * Changes an employee; what is left out stays. The first working pattern moves with the first day of employment.
 * @throws AppError `not_found`, `invalid`, `conflict` for a circle of managers, an account that belongs to another
 * employee or a balance that would fall below its floor, and whatever `guard` throws.
 */
export async function changeEmployee(
  db: Db,
  id: string,
  change: EmployeeChange,
  guard: Guard,
  by: FactChange,
): Promise<Omit<ChangedEmployee, 'employee'> & { related: Related }> {
  await checkRegion('holiday_region', change.holiday_region)
  return transactWithHolidays(
    db,
    async (trx, holidays) => {
      // Not shared but locked: two who put each other into a circle of managers take turns.
      const company = await lockCompany(trx)
      const current = await lockExisting(trx, id)
      guard(current)
      const employee = changed(current, change, by.now)
      checkDates(employee.start_date, employee.end_date, change)
      await checkKnown(trx, id, change)
      await store.saveEmployees(trx, [employee])
      if (change.manager_id) await checkLine(trx, id)
      const day = today(company, by.now)
      const scope = recountScope(current, employee, day)
      const patterns = await movePatterns(trx, current, employee)
      const touched = await recountTouched(trx, scope, by, company, holidays)
      const related = await findRelated(trx, { id: by.by, role: 'admin', today: day }, id)
      return { related: related as Related, patterns, touched }
    },
    { ...by, locksCompany: true },
  )
}

/** Removes an employee; their history stays. @throws AppError `not_found`, and whatever `guard` throws. */
export function removeEmployee(db: Db, id: string, guard: Guard, now: Date): Promise<void> {
  return transact(db, async (trx) => {
    await lockCompany(trx)
    guard(await lockExisting(trx, id))
    await store.removeEmployee(trx, id, now.toISOString())
  })
}

/** The employee, kept as they are until the transaction ends. @throws AppError `not_found`, `conflict` for one who was erased. */
export async function lockExisting(trx: Db, id: string): Promise<EmployeeRow> {
  const [employee] = await lockEmployees(trx, [id])
  if (!employee) throw notFound()
  if (employee.erased_at !== null) throw new AppError('conflict', 'This person has been erased.')
  return employee
}

/** Which requests a changed employee can touch: with other dates all of them, with another region those to come. */
export function recountScope(before: EmployeeRow, after: EmployeeRow, today: string): RecountScope {
  const employeeIds = [after.id]
  if (before.start_date !== after.start_date || before.end_date !== after.end_date) return { employeeIds }
  return before.holiday_region === after.holiday_region ? { employeeIds: [] } : { employeeIds, from: today }
}

async function movePatterns(trx: Db, before: EmployeeRow, { id, start_date }: EmployeeRow): Promise<PatternRow[]> {
  const patterns = await listPatterns(trx, [id])
  if (before.start_date === start_date) return patterns
  const moved = startingOn(patterns, start_date)
  await store.replacePatterns(trx, new Map([[id, moved]]))
  return moved.map(({ effective_from, minutes }) => ({ employee_id: id, effective_from, minutes: [...minutes] }))
}

async function checkKnown(trx: Db, id: string, references: References): Promise<void> {
  const employees = [references.manager_id, references.stand_in_id].filter((one) => one != null)
  checkReferences(id, references, await store.findReferences(trx, references.user_id, employees))
}

async function checkLine(trx: Db, id: string): Promise<void> {
  const cycle = findCycle(await store.reportingLine(trx), id)
  if (cycle) throw new AppError('conflict', cycleSentence(cycle))
}
