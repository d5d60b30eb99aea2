import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect, useLayoutEffect, useRef } from 'react'
import { fetchSignIn, SignIn } from './lazy-sign-in.ts'
import { useSession } from './session.ts'

const FETCH_AFTER_MS = 5_000

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

  // Nobody waits for it, and it is there should the server not be, or be a newer one, when the session ends.
  useEffect(() => {
    const timer = setTimeout(() => void fetchSignIn().catch(() => undefined), FETCH_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])

  return (
    <dialog ref={cover} style={COVER} closedby="none" onCancel={(event) => event.preventDefault()}>
      <Suspense>{session.status === 'ended' && <Asking username={session.user.username} />}</Suspense>
    </dialog>
  )
}

function Asking({ username }: { username: string }) {
  const box = useRef<HTMLDivElement>(null)
  // After the dialog has opened, which chooses a field itself.
  useEffect(() => box.current?.querySelector<HTMLElement>('[type=password]')?.focus(), [])
  return (
    <div ref={box}>
      <SignIn again={username} />
    </div>
  )
}
