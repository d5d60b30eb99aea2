import type { ActsOf } from '../http/acts.ts'

/** The company's settings and the list of people are an administrator's to look after. */
export const peopleActs: ActsOf = (_db, { role }) => (role === 'admin' ? ['manage_company', 'manage_people'] : [])
