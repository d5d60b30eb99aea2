import { Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import i18next from 'i18next'

interface Question {
  title: string
  /** What will happen, in a sentence. */
  text: string
  /** What the button says that does it: a verb. */
  button: string
  onConfirm: () => void
}

/** Asks before something is destroyed that nobody can bring back. */
export function confirmLoss({ title, text, button, onConfirm }: Question): void {
  modals.openConfirmModal({
    title,
    children: <Text size="sm">{text}</Text>,
    labels: { confirm: button, cancel: i18next.t('confirm.cancel') },
    confirmProps: { color: 'red' },
    // The other button closes it, and has a name.
    withCloseButton: false,
    onConfirm,
  })
}
