/** Comes behind every other, whichever database compares: what begins with a text lies between it and it with this. */
export const LAST_CHARACTER = '\u{10ffff}'
