const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Some graphemes are many code units long; a text made only of such ones is not taken for a short one. */
const MAX_UNITS_A_CHARACTER = 16

// biome-ignore lint/suspicious/noControlCharactersInRegex: every one of these counts as a single character.
const SIMPLE = /^[\u0000-\u000c\u000e-\u02ff]*$/

/**
 * How many characters a person sees in a text: an emoji of several code points is one (Unicode UAX #29).
 * Stops counting at `enough`; a text with absurdly many code units counts as more than enough.
 */
export function characterCount(text: string, enough: number): number {
  if (SIMPLE.test(text)) return text.length
  if (text.length > enough * MAX_UNITS_A_CHARACTER) return Number.POSITIVE_INFINITY
  let count = 0
  for (const _ of graphemes.segment(text)) if (++count >= enough) break
  return count
}
