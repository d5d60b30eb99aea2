import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filledTables, inOrder, planCopy } from './plan-rules.ts'
import type { Description } from './sides.ts'

const refer = (table: string, to: string) => ({ table, constraint: `${table} to ${to}`, to })

function described(tables: Record<string, string[]>): Description {
  return {
    tables: Object.entries(tables).map(([name, columns]) => ({
      name,
      columns: columns.map((column) => ({ name: column, kind: 'text' })),
      key: columns.slice(0, 1),
    })),
    references: [],
    counters: [],
    migrations: [],
  }
}

describe('the order in which tables are copied', () => {
  it('has each table behind those it refers to', () => {
    const { order, cyclic } = inOrder(['a', 'b', 'c', 'd'], [refer('a', 'b'), refer('b', 'd'), refer('a', 'c')])
    assert.deepEqual([order, cyclic], [['c', 'd', 'b', 'a'], []])
  })

  it('leaves out what no order allows for', () => {
    const circle = [refer('a', 'b'), refer('b', 'c'), refer('c', 'a'), refer('d', 'd'), refer('e', 'a')]
    const { order, cyclic } = inOrder(['a', 'b', 'c', 'd', 'e'], circle)
    assert.deepEqual(order, ['d', 'a', 'c', 'b', 'e'])
    assert.deepEqual(cyclic, [refer('d', 'd'), refer('a', 'b')])
  })
})

describe('a plan to copy a database', () => {
  it('has what the company put in, without what each database has of its own', () => {
    const source = described({ posts: ['seq', 'title'], schema_migrations: ['name'] })
    const target = described({ posts: ['seq', 'words', 'title'], schema_migrations: ['name'], copy_progress: ['name'] })
    const plan = planCopy(source, target, target)
    assert.ok(!Array.isArray(plan))
    assert.deepEqual(
      plan.tables.map(({ name, columns }) => [name, columns.map((column) => column.name)]),
      [['posts', ['seq', 'title']]],
    )
  })

  it('is not made where the databases differ', () => {
    const source = described({ a: ['id', 'old'], b: ['id'], none: [] })
    const target = described({ a: ['id', 'new'], c: ['id'], none: [] })
    assert.deepEqual(planCopy(source, target, target), [
      'Only one of the databases has the column a.old.',
      'Only one of the databases has the column a.new.',
      'The database to copy to has no table b.',
      'The table none has no key to read it by.',
      'The database to copy from has no table c.',
    ])
  })
})

describe('an empty database', () => {
  it('has what migrations put in, and no more', () => {
    const migrated = new Map([
      ['company', 1],
      ['leave_types', 1],
      ['users', 0],
    ])
    const started = new Map([...migrated, ['schema_migrations', 99], ['setup_links', 1]])
    assert.deepEqual(filledTables(started, migrated), [])
    const used = new Map([...started, ['leave_types', 2], ['users', 1], ['others', 1]])
    assert.deepEqual(filledTables(used, migrated), ['leave_types', 'users', 'others'])
  })
})
