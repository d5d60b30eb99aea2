import { createRequire } from 'node:module'
import type MarkdownIt from 'markdown-it'
import type { IOptions } from 'sanitize-html'
import { escapeHtml } from '../html.ts'
import { onDemand } from '../on-demand.ts'

/**
 * Where a text stands. `news` may show pictures from elsewhere; a `survey` shows none, as fetching one would tell whoever
 * keeps it who answers, from where and when.
 */
export type Style = 'news' | 'survey'

/** The most HTML that a text may become, in characters for each of its own: a link may be named a thousand times. */
const MAX_HTML_A_CHARACTER = 8
const LITTLE_HTML = 4_000

/** No address that people use is longer; the linkifier looks at this many characters again from each place it tries. */
const MAX_LINK = 2_000

/** Blocks that a text of some length can plausibly have; a narrow table with a wide header would have many more. */
const MAX_BLOCKS_A_CHARACTER = 4
const FEW_BLOCKS = 1_000

/** What a tag has beside its name and attributes: `<`, `>`, `/`, a line break. */
const TAG_FRAME = 4

type Renderer = InstanceType<typeof MarkdownIt>

const require = createRequire(import.meta.url)
const library = onDemand(() => require('markdown-it') as typeof MarkdownIt)
const sanitizeHtml = onDemand(() => require('sanitize-html') as typeof import('sanitize-html'))
const renderers: Record<Style, () => Renderer> = {
  news: onDemand(makeRenderer),
  survey: onDemand(() => {
    const markdown = makeRenderer()
    markdown.renderer.rules.image = (tokens, at, options, env, renderer) =>
      escapeHtml(renderer.renderInlineAsText(tokens[at]?.children ?? [], options, env))
    return markdown
  }),
}

const ALLOWED: IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code', 'em', 'strong', 's'],
    ...['ul', 'ol', 'li', 'a', 'img', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'referrerpolicy', 'loading'],
    ol: ['start'],
    th: [{ name: 'style', multiple: false, values: ['text-align:left', 'text-align:center', 'text-align:right'] }],
    td: [{ name: 'style', multiple: false, values: ['text-align:left', 'text-align:center', 'text-align:right'] }],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  transformTags: {
    a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'nofollow noopener noreferrer' } }),
    img: (tagName, attribs) => ({ tagName, attribs: { ...attribs, referrerpolicy: 'no-referrer', loading: 'lazy' } }),
  },
}

/** A tag that is not one of the allowed ones, or one that has more than a name. */
const MORE_THAN_A_TAG = /<(?!\/?(?:p|h[1-6]|blockquote|pre|code|em|strong|s|ul|ol|li|table|thead|tbody|tr|th|td)>)/

/**
 * Markdown (CommonMark and tables) as HTML that cannot run anything: HTML in the text is shown as text, and what the
 * renderer makes passes a list of allowed tags, attributes and schemes besides. Null when it would be more HTML than such
 * a text may become.
 */
export function htmlOf(text: string, style: Style): string | null {
  const markdown = renderers[style]()
  const most = text.length * MAX_HTML_A_CHARACTER + LITTLE_HTML
  const env = {}
  try {
    const tokens = markdown.parse(text, env)
    if (sizeOf(tokens) > most) return null
    const html = clean(markdown.renderer.render(tokens, markdown.options, env))
    return html.length > most ? null : html
  } catch (error) {
    if (error instanceof TooManyBlocks) return null
    throw error
  }
}

/** HTML without anything but the allowed tags and attributes. */
export function sanitize(html: string): string {
  return sanitizeHtml()(html, ALLOWED)
}

function clean(html: string): string {
  // Plain text, as most are, has nothing to take out; looking for that takes far longer than the rendering does.
  return MORE_THAN_A_TAG.test(html) ? sanitize(html) : html.replaceAll('&quot;', '"')
}

class TooManyBlocks extends Error {}

function makeRenderer(): Renderer {
  const markdown = new (library())({ html: false, linkify: true })
  markdown.linkify.set({ maxLength: MAX_LINK })
  // From each of its slashes on, a run of such addresses would be looked at anew.
  markdown.linkify.add('//', null)
  const { State } = markdown.block
  markdown.block.State = class extends State {
    override push(...block: Parameters<InstanceType<typeof State>['push']>) {
      const most = this.src.length * MAX_BLOCKS_A_CHARACTER + FEW_BLOCKS
      if (this.tokens.length > most) throw new TooManyBlocks()
      return super.push(...block)
    }
  }
  return markdown
}

/** About how long the HTML of these tokens is, known before it takes any room. */
function sizeOf(tokens: ReturnType<Renderer['parse']>): number {
  let size = 0
  for (const { tag, attrs, content, children } of tokens) {
    size += children ? sizeOf(children) : content.length
    if (tag !== '') size += tag.length + TAG_FRAME
    for (const [name, value] of attrs ?? []) size += name.length + String(value).length + TAG_FRAME
  }
  return size
}
