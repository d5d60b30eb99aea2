import { AppError } from '../../errors.ts'

/** Of more than these, a refusal does not tell. */
const MAX_NAMED = 200

/** What is wrong with a file, by line and field. */
export class Problems {
  readonly #lines = new Map<number, Map<string, string[]>>()

  add(line: number, field: string, ...sentences: string[]): void {
    const ofLine = this.#lines.get(line) ?? new Map<string, string[]>()
    ofLine.set(field, [...new Set([...(ofLine.get(field) ?? []), ...sentences])])
    this.#lines.set(line, ofLine)
  }

  /** What is wrong with a line, by its fields. */
  of(line: number): Record<string, string[]> {
    return Object.fromEntries(this.#lines.get(line) ?? [])
  }

  has(line: number, field?: string): boolean {
    return field === undefined ? this.#lines.has(line) : (this.#lines.get(line)?.has(field) ?? false)
  }

  get isEmpty(): boolean {
    return this.#lines.size === 0
  }

  /** Those found so far, to add others to. */
  copy(): Problems {
    const copy = new Problems()
    for (const [line, fields] of this.#lines) for (const [field, said] of fields) copy.add(line, field, ...said)
    return copy
  }

  /** @throws AppError `invalid` with everything that was found. */
  throwAny(): void {
    if (this.isEmpty) return
    const found = [...this.#lines].flatMap(([line, fields]) =>
      [...fields].map(([field, said]): [string, string[]] => [`line ${line}.${field}`, said]),
    )
    throw new AppError('invalid', '', { errors: { json: Object.fromEntries(found.slice(0, MAX_NAMED)) } })
  }
}
