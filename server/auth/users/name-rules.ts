import { invalidField } from '../../errors.ts'

/** What nobody sees, or what changes how others are seen; letters of no alphabet that this server knows, too. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u2800]/u

/** An accent on nothing, or a pile of them, which covers the lines around it. */
const PILED = /^\p{M}|\p{M}{5,}/u

/** Letters that are written together, as UTS #39 has it for names ("highly restrictive"); signs and digits go with all. */
const ALPHABETS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Arabic',
  'Hebrew',
  'Armenian',
  'Georgian',
  'Ethiopic',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Oriya',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Thaana',
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
  'Tibetan',
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
].map((scripts) => {
  const letters = [scripts].flat().map((script) => `\\p{Script_Extensions=${script}}`)
  return new RegExp(`^[${letters.join('')}\\p{Script=Common}\\p{Script=Inherited}]*$`, 'u')
})

/**
 * Refuses a user name that could pass for another one, or for an e-mail address.
 * @throws AppError `invalid`
 */
export function checkUsername(username: string): void {
  const wrong = sentenceOn(username.normalize('NFKC'))
  if (wrong) throw invalidField('username', wrong)
}

function sentenceOn(name: string): string | undefined {
  if (INVISIBLE.test(name)) return 'Must not have invisible characters.'
  if (PILED.test(name)) return 'Must not pile up accents.'
  if (name.includes('@') || name !== name.trim()) return 'Must not have an @, nor a space at its ends.'
  if (!ALPHABETS.some((letters) => letters.test(name))) return 'Must not mix letters of different alphabets.'
  return undefined
}
