import { AppError, invalidField } from '../errors.ts'
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

const MAX_WORD_LENGTH = 64
const MAX_QUERY_WORDS = 10

/** In characters with their accents apart, of which no language has more in a text of a post's length: some signs are short for whole sentences. */
const MAX_PLAIN_LENGTH = 300_000

/** Scripts without spaces between words: each of their characters is a word of its own. */
const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}])+/gu

/**
 * The words of a text as the full-text index knows them: letters and digits alone, in lower case, without accents.
 * Both databases index these, so that they find the same posts.
 */
export function searchWords(text: string): string[] {
  const plain = text.normalize('NFKD').slice(0, MAX_PLAIN_LENGTH).replace(/\p{M}/gu, '').normalize('NFC').toLowerCase()
  return (plain.match(WORDS) ?? []).map((word) => word.slice(0, MAX_WORD_LENGTH))
}

/** The words to look for. @throws AppError `invalid` when there is none, or more than ten. */
export function queryWords(query: string): string[] {
  const words = [...new Set(searchWords(query))]
  if (words.length === 0 || words.length > MAX_QUERY_WORDS) {
    throw new AppError('invalid', '', { errors: { query: { q: [`1 to ${MAX_QUERY_WORDS} words are expected.`] } } })
  }
  return words
}
