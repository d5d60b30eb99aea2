import { parentPort } from 'node:worker_threads'
import { htmlOf } from './html.ts'
import type { RenderAnswer, RenderTask } from './render-thread.ts'

/** Makes HTML of Markdown: all that this thread is for. */

parentPort?.on('message', (task: RenderTask) => {
  parentPort?.postMessage(answer(task))
})

function answer({ text, style }: RenderTask): RenderAnswer {
  try {
    return { html: htmlOf(text, style) }
  } catch (error) {
    return { error: error as Error }
  }
}
