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

/**
 * More marks on one letter than the longest of any language: text that computers exchange has no more (Unicode UAX #15, the
 * stream-safe text format), as putting them in order takes the longer the more there are.
 */
export const MAX_MARKS = 30
const PILED = new RegExp(`(?<!\\p{M})\\p{M}{${MAX_MARKS + 1}}`, 'u')

/** True for a text in which more marks follow one another than may. */
export function pilesMarks(text: string): boolean {
  return PILED.test(text)
}

/** What nobody sees, or what turns the characters around it. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u2800]/u

/** Joiners within words of writing systems that spell with them. */
const JOINERS =
  /(?<=[\p{sc=Arabic}\p{sc=Syriac}\p{sc=Mongolian}\p{sc=Devanagari}\p{sc=Bengali}\p{sc=Gurmukhi}\p{sc=Gujarati}\p{sc=Oriya}\p{sc=Tamil}\p{sc=Telugu}\p{sc=Kannada}\p{sc=Malayalam}\p{sc=Sinhala}\p{sc=Khmer}])[\u200c\u200d](?=[\p{L}\p{M}])/gu

/** What holds an emoji together, or makes a sign one. */
const IN_EMOJI =
  /(?<=\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?)\u200d(?=\p{Extended_Pictographic})|(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]/gu

/** True for a text with characters that nobody sees, or that change how others are seen: nothing for a name to have. */
export function hasHiddenCharacters(text: string): boolean {
  return HIDDEN.test(text) && HIDDEN.test(text.replace(JOINERS, '').replace(IN_EMOJI, ''))
}
