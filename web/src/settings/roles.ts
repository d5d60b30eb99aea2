import type { Schema } from '../api/client.ts'

export type Role = Schema<'User'>['role']

/** What an account may be, each with what the one before it may do. */
export const ROLES = ['member', 'manager', 'admin'] as const satisfies Role[]
