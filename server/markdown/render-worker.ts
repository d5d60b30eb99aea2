import { answerWith } from '../idle-thread.ts'
import { htmlOf } from './html.ts'
import type { RenderTask } from './render-thread.ts'

/** Makes HTML of Markdown: all that this thread is for. */
answerWith(({ text, style }: RenderTask) => htmlOf(text, style))
