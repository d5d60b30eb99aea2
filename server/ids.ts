import { v7 } from 'uuid'

/**
 * An id for a new row: a UUIDv7 (RFC 9562), as text. Each is greater than those this process made before it, within one
 * millisecond and when the clock is set back, so that ordering by id is ordering by creation.
 */
export function newId(): string {
  return v7()
}
