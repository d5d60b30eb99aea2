import { queryOptions } from '@tanstack/react-query'
import { allOf, api, type Schema, taggedOf } from '../api/client.ts'
import { byName } from '../ui/by-name.ts'

export type Employee = Schema<'Employee'>
export type Touched = Schema<'TouchedRequest'>

/** Everybody, also those who have left: for choosing people. */
export const everybody = queryOptions({
  queryKey: ['employees', 'everybody'],
  queryFn: async () => {
    const people = await allOf((page) => api.GET('/api/employees', { params: { query: page } }))
    return byName(people, ({ name }) => name)
  },
})

/** The teams that people are in, by name. */
export function teamsOf(people: readonly Employee[] = []): string[] {
  return byName([...new Set(people.flatMap(({ team }) => team ?? []))], (team) => team)
}

/** Every account, by name: for choosing one. */
export const accounts = queryOptions({
  queryKey: ['users', 'all'],
  queryFn: async () => {
    const users = await allOf((page) => api.GET('/api/users', { params: { query: page } }))
    return byName(users, ({ username }) => username)
  },
})

/** Every leave type, also the archived ones. */
export const allLeaveTypes = queryOptions({
  queryKey: ['leave types', 'all'],
  queryFn: async () => {
    const types = await allOf((page) => api.GET('/api/time-off/leave-types', { params: { query: page } }))
    return byName(types, ({ name }) => name)
  },
})

/** Every policy. */
export const allPolicies = queryOptions({
  queryKey: ['policies', 'all'],
  queryFn: async () => {
    const policies = await allOf((page) => api.GET('/api/time-off/policies', { params: { query: page } }))
    return byName(policies, ({ name }) => name)
  },
})

/** One policy, and its tag. */
export const policyOf = (id: string) =>
  queryOptions({
    queryKey: ['policies', 'one', id],
    queryFn: () => taggedOf(api.GET('/api/time-off/policies/{id}', { params: { path: { id } } })),
  })

/** One leave type, and its tag. */
export const leaveTypeOf = (id: string) =>
  queryOptions({
    queryKey: ['leave types', 'one', id],
    queryFn: () => taggedOf(api.GET('/api/time-off/leave-types/{id}', { params: { path: { id } } })),
  })

/** One of the company's holidays, and its tag. */
export const companyHolidayOf = (id: string) =>
  queryOptions({
    queryKey: ['holidays', 'one', id],
    queryFn: () => taggedOf(api.GET('/api/company/holidays/{id}', { params: { path: { id } } })),
  })

/** One person, and the tag of what is known of them. */
export const personOf = (id: string) =>
  queryOptions({
    queryKey: ['employees', 'one', id],
    queryFn: () => taggedOf(api.GET('/api/employees/{id}', { params: { path: { id } } })),
  })

/** The countries whose public holidays are known, or the states and regions of one. */
export const regionsOf = (country?: string) =>
  queryOptions({
    queryKey: ['regions', country ?? 'countries'],
    queryFn: () =>
      allOf((page) =>
        api.GET('/api/holidays/regions', { params: { query: { ...page, ...(country !== undefined && { country }) } } }),
      ),
    staleTime: Infinity,
  })
