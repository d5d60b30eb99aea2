import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import i18next from 'i18next'
import { Refusal } from '../api/client.ts'
import { sentenceOf } from './sentences.ts'

const UNDO_MS = 10_000

/** Says that something is done. */
export function noticeDone(message: string): void {
  notifications.show({ message })
}

/** Says why something is not done, and what to do; for `onError` of a mutation. */
export function noticeFailure(error: unknown): void {
  // Whoever's session has ended is asked to sign in again, over everything else.
  if (error instanceof Refusal && error.status === 401) return
  noticeProblem(sentenceOf(error))
}

/** Says what is in the way, and what to do. */
export function noticeProblem(message: string): void {
  notifications.show({ color: 'red', message })
}

/** Says that something is done, and offers for ten seconds to take it back. */
export function noticeWithUndo(message: string, undo: () => void): void {
  const id = notifications.show({
    autoClose: UNDO_MS,
    message: (
      <Group justify="space-between">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id)
            undo()
          }}
        >
          {i18next.t('notice.undo')}
        </Button>
      </Group>
    ),
  })
}
