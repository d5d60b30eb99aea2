import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { IdleThread } from './idle-thread.ts'

type Asked = { say: string } | { after: Int32Array } | 'nothing'

/** Says what it is told to, or how it is once it has raised a flag; asked for nothing, it never answers. */
const WORKER = `
  import { answerWith } from '${new URL('./idle-thread.ts', import.meta.url)}'
  const raise = (flag) => { Atomics.store(flag, 0, 1); Atomics.notify(flag, 0) }
  answerWith((asked) => {
    if (asked === 'nothing') return new Promise(() => {})
    if (asked.after) setTimeout(raise, 0, asked.after)
    return asked.say ?? 'raised'
  })`

const newThread = () =>
  new IdleThread<Asked, string>(new URL(`data:text/javascript,${encodeURIComponent(WORKER)}`), { sentence: 'Not now.' })

describe('a thread that is rarely asked', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }))
  afterEach(() => mock.timers.reset())

  it('gives what has come while the event loop was held up for longer than an answer may take', async () => {
    const thread = newThread()
    await thread.ask({ say: 'ready' })
    const flag = new Int32Array(new SharedArrayBuffer(4))
    const answer = thread.ask({ after: flag })
    Atomics.wait(flag, 0, 0)
    mock.timers.tick(20_000)
    assert.equal(await answer, 'raised')
  })

  it('may take longer to start than to answer', async () => {
    const thread = newThread()
    const answer = thread.ask({ say: 'slowly' })
    mock.timers.tick(20_000)
    assert.equal(await answer, 'slowly')
  })

  it('is given up when it does not answer, and another one answers the next', async () => {
    const thread = newThread()
    await thread.ask({ say: 'ready' })
    const refused = assert.rejects(thread.ask('nothing'), { kind: 'unavailable', message: 'Not now.' })
    mock.timers.tick(20_000)
    await refused
    assert.equal(await thread.ask({ say: 'again' }), 'again')
  })

  it('ends when it has had nothing to do, and starts again', async () => {
    const thread = newThread()
    for (const say of ['one', 'two']) {
      assert.equal(await thread.ask({ say }), say)
      mock.timers.tick(5_000)
      await new Promise(setImmediate)
    }
  })

  it('refuses a flood at once, and answers what it took', async () => {
    const thread = newThread()
    const results = await Promise.allSettled(Array.from({ length: 600 }, () => thread.ask({ say: 'it' })))
    const answered = results.filter(({ status }) => status === 'fulfilled')
    assert.equal(answered.length, 500)
  })
})
