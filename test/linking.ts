import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Db } from '../server/db/connect.ts'

/** Which of the two databases the test run is for. */
const ON_POSTGRES = process.env.TEST_DATABASE === 'postgres'

/** Somebody, and their reply: texts by which each of the two is known wherever it is found. */
export interface Known {
  person: readonly string[]
  reply: readonly string[]
  /** The day of the reply, which whoever looks for it is told. */
  day: string
}

/** A row of a table: its columns, and what the database itself knows of it. */
interface Row {
  table: string
  values: Readonly<Record<string, string>>
}

/** The best that was found to tell whose reply is whose: how many were right, and how. */
export interface Finding {
  right: number
  how: string
  /** How many ways were tried. */
  tries: number
}

/** Everything that a database holds: each row of each table, with its place, its number and its transactions. */
export async function readEverything(db: Db): Promise<Row[]> {
  return ON_POSTGRES ? readPostgres(db) : readSqlite(db)
}

async function readSqlite(db: Db): Promise<Row[]> {
  const tables = await sql<{ name: string; type: string; wr: number }>`
    select name, type, wr from pragma_table_list where schema = 'main' and type in ('table', 'shadow')`.execute(db)
  const rows: Row[] = []
  for (const { name, wr } of tables.rows) {
    const columns = wr === 1 ? sql`*` : sql`rowid as "(rowid)", *`
    const found = await sql<Record<string, unknown>>`select ${columns} from ${sql.table(name)}`.execute(db)
    rows.push(...found.rows.map((values, i) => toRow(name, { ...values, '(place)': i })))
  }
  return rows
}

async function readPostgres(db: Db): Promise<Row[]> {
  const tables = await sql<{ name: string }>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`.execute(db)
  const rows: Row[] = []
  for (const { name } of tables.rows) {
    const found = await sql<Record<string, unknown>>`
      select (ctid::text::point)[0] * 10000 + (ctid::text::point)[1] as "(ctid)", xmin::text as "(xmin)",
        xmax::text as "(xmax)", cmin::text as "(cmin)", cmax::text as "(cmax)", t.* from ${sql.table(name)} as t`.execute(
      db,
    )
    rows.push(...found.rows.map((values, i) => toRow(name, { ...values, '(place)': i })))
  }
  return rows
}

function toRow(table: string, values: Record<string, unknown>): Row {
  const texts = Object.entries(values).map(([name, value]) => [name, textOf(value)])
  return { table, values: Object.fromEntries(texts) }
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
}

/** Where in SQLite's file, and in its log, each of these texts stands, as rows of two more tables; none on PostgreSQL. */
export async function readFiles(db: Db, texts: readonly string[]): Promise<Row[]> {
  if (ON_POSTGRES) return []
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list where name = 'main'`.execute(db)
  return ['', '-wal'].flatMap((suffix) => {
    const content = readFileSync(`${rows[0]?.file}${suffix}`)
    return shuffled(texts).flatMap((text) =>
      placesOf(content, text).map((offset) =>
        toRow(`file${suffix}`, { text, offset, 'offset in page': offset % 4096 }),
      ),
    )
  })
}

function placesOf(content: Buffer, text: string): number[] {
  const places: number[] = []
  for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) places.push(at)
  return places
}

type End = 'first' | 'last'

/** What a column says of each of some people, or replies: nothing, one thing, or one a row. */
class Clue {
  readonly #values: ReadonlyMap<number, (string | number)[]>
  /** Each clue is held against very many others: what follows from it alone is worked out once. */
  readonly #orders = new Map<readonly number[], Map<string, number[]>>()
  readonly #subjects = new Map<readonly number[], Map<string | number, Set<number>>>()

  constructor(values: ReadonlyMap<number, (string | number)[]>) {
    this.#values = new Map([...values].map(([subject, said]) => [subject, said.toSorted(compare)]))
  }

  of(subject: number): readonly (string | number)[] {
    return this.#values.get(subject) ?? []
  }

  /** Those of the subjects that the clue is about, by the first or the last thing it says of each. */
  inOrder(subjects: readonly number[], end: End, sign: 1 | -1): readonly number[] {
    const orders = this.#orders.get(subjects) ?? new Map<string, number[]>()
    this.#orders.set(subjects, orders)
    const order = orders.get(`${end} ${sign}`) ?? this.#order(subjects, end, sign)
    orders.set(`${end} ${sign}`, order)
    return order
  }

  #order(subjects: readonly number[], end: End, sign: 1 | -1): number[] {
    const keyed = shuffled(subjects.filter((subject) => this.#values.has(subject))).map((subject) => {
      return { subject, value: this.of(subject).at(end === 'first' ? 0 : -1) as string | number }
    })
    return keyed.sort((a, b) => sign * compare(a.value, b.value)).map(({ subject }) => subject)
  }

  /** Of which of the subjects it says each thing. */
  subjects(subjects: readonly number[]): ReadonlyMap<string | number, ReadonlySet<number>> {
    const known = this.#subjects.get(subjects)
    if (known) return known
    const found = new Map<string | number, Set<number>>()
    for (const subject of subjects) {
      for (const value of this.of(subject)) found.set(value, (found.get(value) ?? new Set()).add(subject))
    }
    this.#subjects.set(subjects, found)
    return found
  }
}

/** All that these rows say of some subjects, which are known by texts: by column, by row, and by their order within a value. */
function cluesOf(rows: readonly Row[], subjects: readonly (readonly string[])[]): Map<string, Clue> {
  const values = new Map<string, Map<number, (string | number)[]>>()
  const note = (name: string, subject: number, value: string | number) => {
    const clue = values.get(name) ?? new Map<number, (string | number)[]>()
    values.set(name, clue.set(subject, [...(clue.get(subject) ?? []), value]))
  }
  for (const [i, found] of subjectsByRow(rows, subjects)) {
    const { table, values: columns } = rows[i] as Row
    for (const subject of found) {
      note(`${table}, the row`, subject, `${table} ${i}`)
      for (const [column, value] of Object.entries(columns)) {
        if (found.length === 1) note(`${table}.${column}`, subject, value)
        const at = Math.max(...(subjects[subject] as string[]).map((text) => value.indexOf(text)))
        if (found.length > 1 && at >= 0) note(`${table}.${column}, order in row ${i}`, subject, at)
      }
    }
  }
  return new Map([...values].map(([name, said]) => [name, new Clue(said)]))
}

/** Which of the subjects each row names, in the order of both. All rows are looked through at once, as there are very many. */
function subjectsByRow(rows: readonly Row[], subjects: readonly (readonly string[])[]): Map<number, number[]> {
  const wholes = rows.map(({ values }) => Object.values(values).join('\n'))
  const all = wholes.join('\0')
  const ends: number[] = []
  for (const { length } of wholes) ends.push((ends.at(-1) ?? -1) + length + 1)
  const found = new Map<number, Set<number>>()
  for (const [subject, texts] of subjects.entries()) {
    for (const text of texts) {
      for (let at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + 1)) {
        const row = firstFrom(ends, at)
        found.set(row, (found.get(row) ?? new Set()).add(subject))
      }
    }
  }
  const inOrder = [...found].sort(([a], [b]) => a - b)
  return new Map(inOrder.map(([row, named]) => [row, [...named]]))
}

/** The place of the first of these ascending numbers that is at least so large. */
function firstFrom(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] as number) < least) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Tries to tell whose reply is whose: by every column and system column of every row that names people against every one
 * that holds replies, in the same or the opposite order, or by equal values; among all replies, and among those of each day.
 */
export function link(rows: readonly Row[], known: readonly Known[]): Finding {
  const people = cluesOf(rows, known.map(({ person }) => person)) // biome-ignore format: side by side
  const replies = cluesOf(rows, known.map(({ reply }) => reply)) // biome-ignore format: side by side
  const [all, days] = [[...known.keys()], daysOf(known)]
  let best: Finding = { right: -1, how: '', tries: 0 }
  for (const [personClue, ofPeople] of people) {
    for (const [replyClue, ofReplies] of replies) {
      for (const [how, right] of matches(ofPeople, ofReplies, all, days)) {
        best = {
          ...(right > best.right ? { right, how: `${personClue} ~ ${replyClue}: ${how}` } : best),
          tries: best.tries + 1,
        }
      }
    }
  }
  return best
}

function* matches(people: Clue, replies: Clue, all: number[], days: number[][]): Generator<[string, number]> {
  for (const end of ['first', 'last'] as const) {
    for (const sign of [1, -1] as const) {
      const ranked = (subjects: number[]) =>
        countRight(people.inOrder(subjects, end, 1), replies.inOrder(subjects, end, sign))
      yield [`${end}, ${sign}, all`, ranked(all)]
      yield [`${end}, ${sign}, by day`, days.reduce((sum, subjects) => sum + ranked(subjects), 0)]
    }
  }
  yield ['equal', countEqual(people, replies, all)]
  yield ['equal, by day', days.reduce((sum, subjects) => sum + countEqual(people, replies, subjects), 0)]
}

/** Numbers by size, even as texts; anything else as text. */
function compare(a: string | number, b: string | number): number {
  const difference = Number(a) - Number(b)
  if (a !== '' && b !== '' && !Number.isNaN(difference)) return difference
  return a < b ? -1 : Number(a > b)
}

/** In any order: what a clue does not tell apart is guessed. */
export function shuffled<T>(items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, key: Math.random() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}

function countRight(people: readonly number[], replies: readonly number[]): number {
  let right = 0
  for (const [i, person] of people.entries()) if (replies[i] === person) right++
  return right
}

/** How many a guess gets right on average that goes by what both clues say alike. */
function countEqual(people: Clue, replies: Clue, subjects: readonly number[]): number {
  const [peopleOf, repliesOf] = [people.subjects(subjects), replies.subjects(subjects)]
  // Most clues have nothing in common.
  if (![...peopleOf.keys()].some((value) => repliesOf.has(value))) return 0
  let right = 0
  for (const subject of subjects) {
    const values = [...new Set(people.of(subject))]
    const hits = values.filter((value) => repliesOf.get(value)?.has(subject))
    const guesses = hits.map((value) => 1 / Math.max(peopleOf.get(value)?.size ?? 0, repliesOf.get(value)?.size ?? 0))
    right += guesses.reduce((sum, guess) => sum + guess, 0) / Math.max(values.length, 1)
  }
  return right
}

/**
 * How closely anything that is known of replies goes with the order in which they were sent, within their days; `known` is
 * in that order. Between 0 and 1, which is the order itself; by chance, its deviation is `1 / sqrt(days * (replies a day - 1))`.
 */
export function tellOrder(rows: readonly Row[], known: readonly Known[]): { closeness: number; how: string } {
  const clues = cluesOf(rows, known.map(({ reply }) => reply)) // biome-ignore format: side by side
  const days = daysOf(known)
  let best = { closeness: -1, how: '' }
  for (const [how, clue] of clues) {
    for (const end of ['first', 'last'] as const) {
      const correlations = days.map((subjects) => rankCorrelation(clue.inOrder(subjects, end, 1)))
      const closeness = Math.abs(correlations.reduce((sum, each) => sum + each, 0)) / days.length
      if (closeness > best.closeness) best = { closeness, how }
    }
  }
  return best
}

/** Spearman's, of numbers with their places. */
function rankCorrelation(numbers: readonly number[]): number {
  const ranks = new Map(numbers.toSorted((a, b) => a - b).map((number, rank) => [number, rank]))
  const squares = numbers.reduce((sum, number, place) => sum + (place - (ranks.get(number) as number)) ** 2, 0)
  return numbers.length < 2 ? 0 : 1 - (6 * squares) / (numbers.length * (numbers.length ** 2 - 1))
}

/** Whose replies are of the same day, by their places. */
function daysOf(known: readonly Known[]): number[][] {
  return [...Map.groupBy(known.keys(), (i) => known[i]?.day).values()]
}

/**
 * What the best of so many guesses stays under, but for one time in a million: whoever only guesses is right once a day on
 * average, and as often as Poisson's distribution says.
 */
export function chanceLimit(days: number, tries: number): number {
  let term = Math.exp(-days)
  for (let right = 0; ; right++) {
    // What is at least `right` sums to less than twice its first term, once right is twice the mean.
    if (right >= 2 * days && 2 * term * tries < 1e-6) return right
    term *= days / (right + 1)
  }
}
