import fc from 'fast-check'

/* What clients may send, sensible or not. */

/** The first and the last day that there are, one between them, and one that is none. */
export const DAYS = ['1900-01-01', '2026-07-01', '2999-12-31', '2026-02-30']

const SURROGATES = { first: 0xd800, count: 0x800 }
/** Any character there may be. fast-check's own, `binary`, takes a second to make ready. */
export const character = fc
  .nat({ max: 0x10ffff - SURROGATES.count })
  .map((n) => String.fromCodePoint(n < SURROGATES.first ? n : n + SURROGATES.count))

/** Any JSON. */
export const json = fc.jsonValue({ maxDepth: 4, stringUnit: character })

/** Texts that code may trip over. */
export const text = fc.oneof(
  fc.string({ unit: character }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    'null',
    '__proto__',
    "'; --",
    '{}',
    '%00',
    '2026-13-45T99:99:99Z',
    'a@b',
    '9'.repeat(400),
    ...DAYS,
  ),
)

/** What is sent along: sensible, misplaced or noise. Of characters that a header can have. */
export const header = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 60,
})
const names = [
  'accept',
  'if-match',
  'if-none-match',
  'idempotency-key',
  'x-request-id',
  'user-agent',
  'cookie',
  'origin',
  'sec-fetch-site',
  'x-forwarded-for',
  'username',
  'password',
  'email',
]
export const headers = fc.dictionary(
  fc.constantFrom(...names),
  fc.oneof(header, fc.constantFrom('*', '"1"', 'key', 'application/problem+json')),
  { maxKeys: 4 },
)

/** Half of a surrogate pair has no encoding; clients send something else for it. */
export function encodeText(value: string): string {
  return encodeURIComponent(value.toWellFormed())
}
