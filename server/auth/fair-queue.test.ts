import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import { FairQueue, type Lane } from './fair-queue.ts'

/** A queue whose jobs end when the test says so, and the names of those that have begun. */
function makeQueue(waiting: number, running = 1) {
  const queue = new FairQueue({ running, waiting: { known: waiting, check: waiting, choose: waiting } })
  const begun: string[] = []
  const refused: string[] = []
  const ends: (() => void)[] = []
  return {
    begun,
    refused,
    add(lane: Lane, address: string, name = `${lane} ${address}`) {
      const work = () => {
        begun.push(name)
        return new Promise<void>((end) => ends.push(end))
      }
      queue.run(lane, address, work).catch((error) => {
        assert.ok(error instanceof AppError && error.kind === 'unavailable')
        refused.push(name)
      })
    },
    /** Ends the oldest that runs. */
    async end() {
      ends.shift()?.()
      await setImmediate()
    },
  }
}

type Queue = ReturnType<typeof makeQueue>

async function endAll({ end, begun }: Queue, count: number): Promise<string[]> {
  for (let i = 0; i < count; i++) await end()
  return begun
}

describe('a fair queue', () => {
  it('runs so many at once, and begins the next when one ends', async () => {
    const queue = makeQueue(10, 2)
    for (const address of ['a', 'b', 'c']) queue.add('check', address)
    assert.deepEqual(queue.begun, ['check a', 'check b'])
    await queue.end()
    assert.deepEqual(queue.begun, ['check a', 'check b', 'check c'])
  })

  it('lets log-ins pass those who register, and does not forget these', async () => {
    const queue = makeQueue(100)
    for (let i = 0; i < 50; i++) queue.add('choose', 'stranger')
    for (let i = 0; i < 50; i++) queue.add('check', 'office')
    const begun = (await endAll(queue, 70)).slice(1)
    assert.ok(begun.slice(0, 56).filter((name) => name === 'check office').length >= 48)
    assert.ok(begun.slice(0, 14).includes('choose stranger'))
  })

  it('is never full of people who register for those who log in, nor of strangers for known devices', async () => {
    const queue = makeQueue(5)
    for (let i = 0; i < 100; i++) queue.add('choose', `stranger ${i}`)
    for (let i = 0; i < 100; i++) queue.add('check', `stranger ${i}`)
    await setImmediate()
    const before = queue.refused.length
    for (let i = 0; i < 5; i++) queue.add('known', 'office')
    await setImmediate()
    assert.equal(queue.refused.length, before)
    await endAll(queue, 12)
    assert.equal(queue.begun.filter((name) => name === 'known office').length, 5)
  })

  it('lets addresses take turns', async () => {
    const queue = makeQueue(100)
    for (let i = 0; i < 5; i++) queue.add('check', 'a', `a${i}`)
    queue.add('check', 'b', 'b0')
    queue.add('check', 'c', 'c0')
    assert.deepEqual(await endAll(queue, 7), ['a0', 'a1', 'b0', 'c0', 'a2', 'a3', 'a4'])
  })

  it('gives the place of whoever has most waiting to an address that has fewer', async () => {
    const queue = makeQueue(5)
    for (let i = 0; i < 10; i++) queue.add('check', 'flood', `flood ${i}`)
    await setImmediate()
    assert.deepEqual(queue.refused, ['flood 6', 'flood 7', 'flood 8', 'flood 9'])
    for (const name of ['a', 'b', 'c']) queue.add('check', name, name)
    await setImmediate()
    assert.deepEqual(queue.refused.slice(4), ['flood 5', 'flood 4', 'flood 3'])
    for (const name of ['d', 'e']) queue.add('check', name, name)
    await setImmediate()
    assert.deepEqual(queue.refused.slice(7), ['flood 2', 'e'], 'Each has one then.')
    assert.deepEqual((await endAll(queue, 6)).toSorted(), ['a', 'b', 'c', 'd', 'flood 0', 'flood 1'])
  })

  it('refuses what fails to none but its own caller', async () => {
    const queue = new FairQueue({ running: 1, waiting: { known: 1, check: 1, choose: 1 } })
    const failing = queue.run('check', 'a', () => Promise.reject(new Error('broken')))
    const next = queue.run('check', 'b', async () => 'done')
    await assert.rejects(failing, /broken/)
    assert.equal(await next, 'done')
  })
})
