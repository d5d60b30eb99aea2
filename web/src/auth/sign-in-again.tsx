import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { useSession } from './session.ts'
import { SignInPage } from './sign-in-page.tsx'

/** All there is, and nothing of what is behind it. */
const COVER = {
  width: '100%',
  maxWidth: 'none',
  height: '100%',
  maxHeight: 'none',
  padding: 0,
  border: 0,
  color: 'var(--mantine-color-text)',
  background: 'var(--mantine-color-body)',
}

/**
 * Covers a room whose session has ended: what somebody typed in it is still there when they have signed in again.
 * Everything outside of a modal dialog is out of reach, for the keyboard as for screen readers.
 */
export function SignInAgain() {
  const session = useSession()
  const queries = useQueryClient()
  const cover = useRef<HTMLDialogElement>(null)
  const hasEnded = session.status === 'ended'

  useLayoutEffect(() => {
    const dialog = cover.current
    if (!hasEnded || !dialog) return
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[type=password]')?.focus()
    // Closed, it gives the focus back to where somebody typed.
    return () => dialog.close()
  }, [hasEnded])

  useEffect(() => {
    if (!hasEnded) void queries.invalidateQueries({ predicate: ({ state }) => state.status === 'error' })
  }, [hasEnded, queries])

  // Listens before any dialog of a room does, which the same key would close, with all that was typed in it.
  useEffect(() => {
    const swallow = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !cover.current?.open) return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    addEventListener('keydown', swallow, { capture: true })
    return () => removeEventListener('keydown', swallow, { capture: true })
  }, [])

  return (
    <dialog ref={cover} style={COVER} closedby="none" onCancel={(event) => event.preventDefault()}>
      {session.status === 'ended' && <SignInPage again={session.user.username} />}
    </dialog>
  )
}
