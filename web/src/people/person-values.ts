import type { Schema } from '../api/client.ts'
import type { Employee } from './queries.ts'

/** A person as the form has them. */
export type PersonValues = {
  name: string
  team: string
  personnel_number: string
  email: string
  user_id: string | null
  manager_id: string | null
  stand_in_id: string | null
  start_date: string
  end_date: string
  holiday_region: string | null
}

/** A person as the form shows them. */
export function valuesOf(person: Employee): PersonValues {
  return {
    name: person.name,
    team: person.team ?? '',
    personnel_number: person.personnel_number ?? '',
    email: person.email ?? '',
    user_id: person.user_id ?? null,
    manager_id: person.manager_id,
    stand_in_id: person.stand_in_id ?? null,
    start_date: person.start_date ?? '',
    end_date: person.end_date ?? '',
    holiday_region: person.holiday_region ?? null,
  }
}

/** What the form says, as the API takes it. */
export function bodyOfPerson(values: PersonValues): Omit<Schema<'EmployeeInput'>, 'working_hours'> {
  const {
    name,
    team,
    personnel_number,
    email,
    user_id,
    manager_id,
    stand_in_id,
    start_date,
    end_date,
    holiday_region,
  } = values
  return {
    ...{ name, start_date, user_id, manager_id, stand_in_id, holiday_region },
    team: team === '' ? null : team,
    personnel_number: personnel_number === '' ? null : personnel_number,
    email: email === '' ? null : email,
    end_date: end_date === '' ? null : end_date,
  }
}
