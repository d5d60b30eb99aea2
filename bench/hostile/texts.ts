import { randomUUID } from 'node:crypto'

/* The texts that take the longest for their length. */

/** Han characters, each of which is a word of its own: as many as a body has room for. */
export const MANY_WORDS = Array.from({ length: 80_000 }, (_, i) => String.fromCodePoint(0x4e00 + (i % 20_000))).join('')

/** A post as long as its characters and bytes allow, all of it different words. */
export const LONG_WORDS = Array.from({ length: 14_000 }, (_, i) => `w${i.toString(36)}ö`)
  .join(' ')
  .slice(0, 100_000)

/** Marks that Unicode has in another order, which normalising brings about; so many above one letter. */
export function marks(count: number): string {
  return `a${'\u0315\u0316'.repeat(count / 2)}`
}

/** Signs that stand for eighteen characters each when they are decomposed. */
export const EXPANDING = '\ufdfa'

/** Markdown that takes long to become HTML: emphasis that opens and never closes, links and tables. */
export const HARD_MARKDOWN = [
  '*a **b _c '.repeat(2_500),
  '[a](b '.repeat(3_000),
  `${'| a '.repeat(20)}|\n${'|---'.repeat(20)}|\n${`${'| b '.repeat(20)}|\n`.repeat(120)}`,
  '> '.repeat(500),
  '`a '.repeat(5_000),
].join('\n\n')

/** As many bytes as a survey may be sent in, nearly: questions of long titles with choices of long labels. */
export function largeQuestions(bytes: number): object[] {
  const each = 4_200
  return Array.from({ length: Math.floor(bytes / each) }, (_, i) => ({
    ...{ id: `q${i}`, type: 'single_choice', title: randomUUID().repeat(25) },
    choices: Array.from({ length: 7 }, (_, k) => ({ id: `c${k}`, label: randomUUID().repeat(12) })),
  }))
}

/** As many questions as a survey has, each asked by ten conditions on earlier ones. */
export function ruledQuestions(count: number): object[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ id: `q${i}`, type: 'rating', title: `Question ${i}` },
    ...(i > 10 && {
      shown_if: {
        match: i % 2 ? 'all' : 'any',
        conditions: Array.from({ length: 10 }, (_, k) => ({
          ...{ question: `q${i - 1 - k}`, operator: k % 2 ? 'answered' : 'not_answered' },
        })),
      },
    }),
  }))
}
