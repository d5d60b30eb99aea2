import type { CompiledQuery, DialectAdapter } from 'kysely'
import type { Db } from './connect.ts'
import { run } from './dialect.ts'

/** Beyond this many shapes a query is built anew each time, so that no caller can fill the memory with them. */
const MAX_SHAPES = 200

/** Stands for a parameter while a query is built; its value comes with each run. */
class Placeholder {
  readonly name: PropertyKey

  constructor(name: PropertyKey) {
    this.name = name
  }
}

/**
 * A query that is built once for each `shape` and then only run, as building one costs more than a read by key.
 * `build` sees the shape and stand-ins for the parameters, and nothing else that differs between runs. A value that the
 * condition of a partial index names is written with `sql.lit`: bound, it makes SQLite compile the statement anew each time.
 * The result takes the database or a transaction, the parameters, and the shape, and gives the rows.
 */
export function prepared<Params extends object, Row, Shape = undefined>(
  build: (db: Db, params: Params, shape: Shape) => { compile(): CompiledQuery<Row> },
): (db: Db, params: Params, shape: Shape) => Promise<Row[]> {
  const dialects = new WeakMap<DialectAdapter, Map<string, CompiledQuery<Row>>>()
  const standIns = new Proxy({}, { get: (_, name) => new Placeholder(name) }) as Params

  return async (db, params, shape) => {
    const { adapter } = db.getExecutor()
    const shapes = dialects.get(adapter) ?? new Map<string, CompiledQuery<Row>>()
    dialects.set(adapter, shapes)
    const key = typeof shape === 'object' ? JSON.stringify(shape) : String(shape)
    let query = shapes.get(key)
    if (!query) {
      query = build(db, standIns, shape).compile()
      if (shapes.size < MAX_SHAPES) shapes.set(key, query)
    }
    const parameters = query.parameters.map((value) =>
      value instanceof Placeholder ? params[value.name as keyof Params] : value,
    )
    return run(db, { ...query, parameters })
  }
}
