import { newId } from '../../ids.ts'
import type { AccountKey, EntryRow } from './store.ts'

/** What is to be said of every entry. What else an entry may say is nothing where it is left out. */
type Said = Pick<EntryRow, 'date' | 'kind' | 'minutes' | 'created_at'> &
  Partial<Pick<EntryRow, 'correction' | 'request_id' | 'refunds_id' | 'note' | 'carried_over' | 'created_by'>>

/** An entry of an account, not posted yet: the one place that knows all that an entry has. */
export function newEntry({ employee_id, leave_type_id }: AccountKey, said: Said): EntryRow {
  const nothing = {
    correction: null,
    request_id: null,
    refunds_id: null,
    note: null,
    carried_over: 0,
    created_by: null,
  }
  return { id: newId(), employee_id, leave_type_id, ...nothing, ...said }
}
