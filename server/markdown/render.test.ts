import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import { renderAll } from './render.ts'
import { RenderThread } from './render-thread.ts'

const LONG = '//a.b/ http://a.b/ *c* '.repeat(4_000)

/** How often the event loop goes round until there is a result. */
async function turnsOf(work: Promise<unknown>): Promise<number> {
  let isDone = false
  const end = work.finally(() => (isDone = true))
  let turns = 0
  while (!isDone) {
    await setImmediate()
    turns++
  }
  await end
  return turns
}

describe('Rendering', () => {
  it('leaves the event loop to others while long texts are rendered', async () => {
    assert.ok((await turnsOf(renderAll([LONG], 'news'))) > 10)
    assert.ok((await turnsOf(renderAll([...Array(300).fill('Ten chars.'), ''], 'survey'))) > 10)
  })

  it('does without a thread where there is little to render', async () => {
    assert.ok((await turnsOf(renderAll(['*a*', '', 'b'], 'survey'))) <= 2)
    assert.deepEqual(await renderAll(['*a*', '', 'b'], 'survey'), ['<p><em>a</em></p>\n', '', '<p>b</p>\n'])
  })

  it('gives the same on the thread, in order, and null for what would be too much', async () => {
    const bomb = `[a]: https://b.example/${'c'.repeat(900)}\n\n${'[a] '.repeat(2_000)}`
    const texts = ['*a*', '', bomb, LONG, '![b](https://c.example/d.png)']
    const [first, empty, second, third, fourth] = await renderAll(texts, 'survey')
    assert.deepEqual([first, empty, second, fourth], ['<p><em>a</em></p>\n', '', null, '<p>b</p>\n'])
    assert.ok(third?.startsWith('<p>//a.b/ <a href="http://a.b/"'))
  })

  it('lets a short batch pass one of many texts', async () => {
    const thread = new RenderThread()
    const order: string[] = []
    await Promise.all([
      thread.render(Array(50).fill('many'), 'news').then(() => order.push('many')),
      thread.render(['one'], 'news').then(() => order.push('one')),
    ])
    assert.deepEqual(order, ['one', 'many'])
  })

  it('refuses a flood at once, and renders what it took', async () => {
    const thread = new RenderThread()
    const results = await Promise.allSettled(Array.from({ length: 200 }, () => thread.render(['a'], 'news')))
    const refused = results.filter((result) => result.status === 'rejected')
    assert.ok(refused.length >= 100)
    for (const { reason } of refused) assert.ok(reason instanceof AppError && reason.kind === 'unavailable')
    for (const result of results) if (result.status === 'fulfilled') assert.deepEqual(result.value, ['<p>a</p>\n'])
  })

  it('goes on when a text cannot be rendered', async () => {
    const thread = new RenderThread()
    const broken = thread.render([undefined as unknown as string], 'news')
    const next = thread.render(['a'], 'news')
    await assert.rejects(broken)
    assert.deepEqual(await next, ['<p>a</p>\n'])
  })
})
