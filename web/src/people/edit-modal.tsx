import { Modal } from '@mantine/core'
import { type UseQueryOptions, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../ui/states.tsx'

interface Props<Read> {
  /** The id of what is edited, or `new`; nothing is open without it. */
  edit: string | undefined
  titles: { new: string; old: string }
  /** How to read what is edited. */
  read: (id: string) => UseQueryOptions<Read, Error, Read, string[]>
  onClose: () => void
  /** The form; without what was read, for a new one. */
  children: (read?: Read) => ReactNode
}

/** A form over a list, for a new entry or one of the list's. */
export function EditModal<Read>({ edit, titles, read, onClose, children }: Props<Read>) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={edit !== undefined}
      onClose={onClose}
      title={edit === 'new' ? titles.new : titles.old}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('people.close') }}
    >
      {edit === 'new' && children()}
      {edit !== undefined && edit !== 'new' && (
        <Existing key={edit} query={read(edit)}>
          {children}
        </Existing>
      )}
    </Modal>
  )
}

function Existing<Read>({
  query,
  children,
}: {
  query: UseQueryOptions<Read, Error, Read, string[]>
  children: (read: Read) => ReactNode
}) {
  // What was read for an earlier look may be out of date by now: a form begins with what is stored.
  return <Loaded query={useQuery({ ...query, staleTime: 0 })}>{children}</Loaded>
}
