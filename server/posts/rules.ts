import { invalidField } from '../errors.ts'
import type { PostChange } from './schema.ts'

/**
 * When a post becomes visible after a change: null for a draft.
 * A schedule lies in the future; one that is already kept may be sent again unchanged.
 * `current` is what it was (null for a draft or a new post); all instants are ISO 8601.
 * @throws AppError `invalid` for a schedule in the past, or one for a draft.
 */
export function publishAt(
  current: string | null,
  change: { published?: boolean; publish_at?: string | null },
  now: string,
): string | null {
  const published = change.published ?? current !== null
  const wanted = change.publish_at == null ? change.publish_at : new Date(change.publish_at).toISOString()
  if (!published) {
    if (wanted && wanted !== current)
      throw invalidField('publish_at', 'A draft is not scheduled: set published as well.')
    return null
  }
  if (wanted === undefined) return current ?? now
  if (wanted === null) return current !== null && current <= now ? current : now
  if (wanted !== current && wanted < now) throw invalidField('publish_at', 'Must not be in the past.')
  return wanted
}

/** True when a change is one to the text, which keeps the replaced version as a revision. */
export function changesText(before: { title: string; content: string; tags: string[] }, after: PostChange): boolean {
  return (
    (after.title !== undefined && after.title !== before.title) ||
    (after.content !== undefined && after.content !== before.content) ||
    (after.tags !== undefined && after.tags.join('\n') !== before.tags.join('\n'))
  )
}

/** Tags as they are kept and compared: trimmed, in lower case, each once. @throws AppError `invalid` for a blank one. */
export function normalTags(tags: readonly string[]): string[] {
  const normal = tags.map(normalTag)
  if (normal.includes('')) throw invalidField('tags', 'A tag must not be blank.')
  return [...new Set(normal)]
}

/** One tag as it is kept and compared. */
export function normalTag(tag: string): string {
  return tag.trim().normalize('NFC').toLowerCase()
}
