import type { ReactNode } from 'react'
import { useUser } from '../auth/session.ts'
import { Missing } from '../ui/states.tsx'

/** Whether whoever is signed in may write news. */
export function useMayWrite(): boolean {
  return useUser().role !== 'member'
}

/** What only those find who may write news. */
export function Writers({ children }: { children: ReactNode }) {
  return useMayWrite() ? children : <Missing />
}
