import { useBlocker } from '@tanstack/react-router'
import i18next from 'i18next'
import { confirmLoss } from './confirm.tsx'

/** Asks before somebody leaves a page, or a form over it, in which they have changed something that is not saved. */
export function useUnsaved(isChanged: () => boolean): void {
  useBlocker({
    shouldBlockFn: async ({ current, next }) =>
      (current.pathname !== next.pathname || formOver(current) !== formOver(next)) &&
      isChanged() &&
      !(await mayBeLost()),
    enableBeforeUnload: isChanged,
  })
}

/** What is edited in a form over a page is in the page's address. */
function formOver({ search }: { search: object }): unknown {
  const { edit, assign } = search as { edit?: string; assign?: string }
  return edit ?? assign
}

/** Whether somebody says that what they have typed may be lost. */
function mayBeLost(): Promise<boolean> {
  return new Promise((resolve) => {
    confirmLoss({
      title: i18next.t('unsaved.title'),
      text: i18next.t('unsaved.text'),
      button: i18next.t('unsaved.leave'),
      cancel: i18next.t('unsaved.stay'),
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
    })
  })
}
