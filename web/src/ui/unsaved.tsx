import { Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useBlocker } from '@tanstack/react-router'
import i18next from 'i18next'

/** Asks before somebody leaves a page on which they have changed something that is not saved. */
export function useUnsaved(isChanged: boolean): void {
  useBlocker({
    shouldBlockFn: async ({ current, next }) => isChanged && current.pathname !== next.pathname && !(await mayBeLost()),
    enableBeforeUnload: () => isChanged,
  })
}

/** Whether somebody says that what they have typed may be lost. */
function mayBeLost(): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title: i18next.t('unsaved.title'),
      children: <Text size="sm">{i18next.t('unsaved.text')}</Text>,
      labels: { confirm: i18next.t('unsaved.leave'), cancel: i18next.t('unsaved.stay') },
      confirmProps: { color: 'red' },
      onConfirm: () => resolve(true),
      onClose: () => resolve(false),
    })
  })
}
