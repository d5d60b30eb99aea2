import { escapeHtml } from '../html.ts'
import { htmlOf, type Style } from './html.ts'
import { RenderThread } from './render-thread.ts'

/** In characters of Markdown, of which each may take some microseconds: more than these are rendered on a thread. */
const FEW = 2_000

const thread = new RenderThread()

/**
 * Texts as HTML, in their order; null for one that would be more HTML than it may become.
 * @throws AppError `unavailable` when too much is being rendered already.
 */
export async function renderAll(texts: readonly string[], style: Style): Promise<(string | null)[]> {
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  if (length <= FEW) return texts.map((text) => htmlOf(text, style))
  const html = await thread.render(texts.filter(Boolean), style)
  let at = 0
  return texts.map((text) => (text === '' ? '' : (html[at++] as string | null)))
}

/** A text as HTML that shows it letter by letter. */
export function plainHtml(text: string): string {
  return text === '' ? '' : `<pre>${escapeHtml(text)}</pre>\n`
}
