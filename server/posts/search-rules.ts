import { foldText } from '../folding.ts'

const MAX_WORD_LENGTH = 64
/** Of what is looked for: more words find the same, and each costs. */
const MAX_QUERY_LENGTH = 1_000
const MAX_QUERY_WORDS = 10

/** In characters with their accents apart, of which no language has more in a text of a post's length: some signs are short for whole sentences. */
const MAX_PLAIN_LENGTH = 300_000
/** In UTF-16 units: the words of a post, each once, take no more than a megabyte in UTF-8, as PostgreSQL wants it. */
const MAX_INDEXED = 333_000

/** How many characters a word has where a script has no spaces to tell words by. */
const PART_LENGTH = 3
const SURROGATE = /[\ud800-\udfff]/
/** Words; of scripts without spaces, whole sentences. */
const WORDS =
  /(?<sentence>[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]&&[\p{L}\p{N}\p{M}]]+)|(?:(?![\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}])[\p{L}\p{N}\p{M}])+/gv

/** The words by which searches find a post, each once. */
export function wordsOf({
  title,
  content,
  tags,
}: {
  title: string
  content: string
  tags: readonly string[]
}): string[] {
  return searchWords([title, ...tags, content].join('\n'))
}

/**
 * The words of a text as the full-text index has them, each once: letters and digits alone, folded as people type. Where a
 * script has no spaces, each character begins a word that goes on for two more, so that `東京` is found in `東京都` and not
 * in `京都の東`.
 */
export function searchWords(text: string): string[] {
  const plain = foldText(text.normalize('NFKD').slice(0, MAX_PLAIN_LENGTH))
  const words = new Set<string>()
  let length = 0
  for (const { 0: found, groups } of plain.matchAll(WORDS)) {
    for (const word of groups?.sentence === undefined ? [found.slice(0, MAX_WORD_LENGTH)] : partsOf(found, 1)) {
      if (words.has(word)) continue
      length += word.length
      if (length > MAX_INDEXED) return [...words]
      words.add(word)
    }
  }
  return [...words]
}

/**
 * The words to look for, each of which begins one that a post has; none where there is neither letter nor digit. Of a long
 * query the first ten count.
 */
export function queryWords(query: string): string[] {
  const words = [...foldText(query.slice(0, MAX_QUERY_LENGTH)).matchAll(WORDS)].flatMap(({ 0: found, groups }) =>
    groups?.sentence === undefined ? [found.slice(0, MAX_WORD_LENGTH)] : partsOf(found, PART_LENGTH),
  )
  return [...new Set(words)].slice(0, MAX_QUERY_WORDS)
}

/** A sentence in overlapping parts of three characters; the last ones may be shorter, down to `least`, as may a short sentence. */
function partsOf(sentence: string, least: number): string[] {
  // Most sentences have nothing but characters of one unit, and are cut much faster than others.
  const characters = SURROGATE.test(sentence) ? Array.from(sentence) : sentence
  const parts: string[] = []
  for (let at = 0; at === 0 || at <= characters.length - least; at++) {
    const part = characters.slice(at, at + PART_LENGTH)
    parts.push(typeof part === 'string' ? part : part.join(''))
  }
  return parts
}
