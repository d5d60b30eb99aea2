import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { hiddenGroups, type Margin, REST } from './split-rules.ts'

/** Groups in which everybody was asked, and so many answered. */
const groupsOf = (answered: Record<string, number>) =>
  new Map(Object.entries(answered).map(([group, count]) => [group, { asked: count, answered: count }]))

const hidden = (answered: Record<string, number>, before: string[] = []) =>
  [...hiddenGroups(groupsOf(answered), 5, new Set(before))].sort()

describe('the groups that are hidden', () => {
  it('are none where all are large enough', () => {
    assert.deepEqual(hidden({ b: 5, a: 12 }), [])
  })

  it('are those that are too small, and the next one where together they are too few', () => {
    assert.deepEqual(hidden({ c: 3, b: 10, a: 12 }), ['b', 'c'])
    assert.deepEqual(hidden({ d: 2, c: 3, b: 10, a: 12 }), ['c', 'd'])
    assert.deepEqual(hidden({ c: 4, a: 12 }), ['a', 'c'])
  })

  it('count together with those that are hidden anyway', () => {
    assert.deepEqual(hidden({ [REST]: 2, b: 10, a: 12 }, [REST]), [REST, 'b'])
    assert.deepEqual(hidden({ [REST]: 6, c: 1, b: 10, a: 12 }, [REST]), [REST, 'c'])
  })

  it('may have no answer together where nobody in them was asked, and only there', () => {
    const none = { asked: 0, answered: 0 }
    const all = { asked: 8, answered: 8 }
    const margins = (small: Margin) => new Map(Object.entries({ b: small, a: all }))
    assert.deepEqual([...hiddenGroups(margins(none), 5, new Set())], ['b'])
    assert.deepEqual([...hiddenGroups(margins({ asked: 6, answered: 0 }), 5, new Set())], ['b', 'a'])
  })

  const margin = fc.record({ answered: fc.nat(9), skipped: fc.nat(2) })
  const margins = fc
    .array(margin, { maxLength: 6 })
    .map((all) => new Map(all.map(({ answered, skipped }, at) => [`g${at}`, { asked: answered + skipped, answered }])))

  it('leave no sum, nor difference of sums, of fewer answers than are shown together', () => {
    fc.assert(
      fc.property(margins, fc.integer({ min: 1, max: 6 }), fc.array(fc.nat(5)), (groups, least, before) => {
        const names = new Set(before.map((at) => `g${at}`).filter((name) => groups.has(name)))
        const found = hiddenGroups(groups, least, names)
        const of = (some: Iterable<string>) => [...some].map((group) => groups.get(group) as Margin)
        const sum = (some: Margin[]) => some.reduce((total, { answered }) => total + answered, 0)
        for (const { answered } of of([...groups.keys()].filter((group) => !found.has(group)))) {
          assert.ok(answered >= least)
        }
        assert.ok([...names].every((name) => found.has(name)))
        const isAll = found.size === groups.size
        const isUnasked = of(found).every(({ asked }) => asked === 0)
        assert.ok(isAll || isUnasked || sum(of(found)) >= least)
      }),
    )
  })
})
