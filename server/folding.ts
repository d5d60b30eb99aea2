/** Letters that Unicode does not take apart, and what people type for them who do not have them on their keyboards. */
const TYPED = new Map(
  [
    "ßss æae œoe øo łl đd ðd þth ıi ȷj ħh ŧt ŋn ĸq əe ɛe ɔo ɣg ʻ'",
    'ƀb ɓb ƃb ƈc ȼc ɖd ɗd ƌd ɇe ƒf ǥg ɠg ɦh ɨi ɩi ɉj ƙk ƚl ɫl ɬl ɱm ɲn ƞn ɵo ƥp ɋq ɍr ɽr ʂs ȿs ƭt ʈt ⱦt ʉu ʋv ɏy ƴy ƶz ȥz ɀz ⱥa',
    // What keyboards write for one another: marks of quotation, hyphens, and the Arabic letters of several languages.
    "’' ‘' ʼ' ‐- ‑- –- ςσ ىي یي کك ةه",
  ].flatMap((letters) => letters.split(' ').map((pair) => [pair[0] as string, pair.slice(1)] as const)),
)
const UNTYPED = new RegExp(`[${[...TYPED.keys()].join('')}]`, 'g')

/**
 * What is written on, in or around letters and not typed: accents, the vowels of Hebrew and Arabic, soft hyphens, joiners.
 * Not the vowels of Indian scripts, nor the marks that tell か from が: these are other letters.
 */
const ON_LETTERS =
  /[[\p{sc=Inherited}--[\u3099\u309a]][\p{Mn}&&[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Cyrillic}]]\p{Cf}\u0640]+/gv
const CATALAN_DOT = /(?<=l)\u00b7(?=l)/gi
// biome-ignore lint/suspicious/noControlCharactersInRegex: all that is as it is typed, but for its case.
const PLAIN = /^[\u0000-\u007f]*$/

/**
 * A text as people type it who look for it: in small letters, without accents, with letters of their own keyboards; `Łódź`,
 * `Straße` and `smørrebrød` are `lodz`, `strasse` and `smorrebrod`. What is looked for and where it is looked for are both
 * folded by this, everywhere.
 */
export function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  const bare = text.normalize('NFKD').replace(CATALAN_DOT, '').replace(ON_LETTERS, '').normalize('NFC').toLowerCase()
  return bare.replace(UNTYPED, (letter) => TYPED.get(letter) as string)
}

/** A name as lists of people are ordered by it, and as its beginning is looked for. */
export function nameSortKey(name: string): string {
  return foldText(name).trim().replace(/\s+/g, ' ')
}

/** Two letters that stand for one with an accent; not at the end, where a word may still be typed, or be `Joe`. */
const DIGRAPHS = /(?:ae|oe|ue|aa)(?=\p{L})/gu
/** Shorter words have such letters for sounds of their own, more often than not: `poet`, `does`. */
const LEAST_SPELLED_OUT = 5

/** What a folded text may stand for that somebody looks for: `mueller` is itself, and `muller`, which `Müller` is folded to. */
export function spellingsOf(folded: string): string[] {
  const other = folded.length < LEAST_SPELLED_OUT ? folded : folded.replace(DIGRAPHS, (letters) => letters[0] as string)
  return other === folded ? [folded] : [folded, other]
}
