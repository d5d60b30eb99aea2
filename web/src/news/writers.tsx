import type { ReactNode } from 'react'
import { useMay } from '../auth/session.ts'
import { Missing } from '../ui/states.tsx'

/** Whether whoever is signed in may write news. */
export function useMayWrite(): boolean {
  return useMay('create_post')
}

/** What only those find who may write news. */
export function Writers({ children }: { children: ReactNode }) {
  return useMayWrite() ? children : <Missing />
}
