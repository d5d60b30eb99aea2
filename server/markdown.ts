import { createRequire } from 'node:module'
import type MarkdownIt from 'markdown-it'
import type { IOptions } from 'sanitize-html'
import { onDemand } from './on-demand.ts'

const require = createRequire(import.meta.url)
const markdown = onDemand(() => new (require('markdown-it') as typeof MarkdownIt)({ html: false, linkify: true }))
const sanitizeHtml = onDemand(() => require('sanitize-html') as typeof import('sanitize-html'))

const ALLOWED: IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code', 'em', 'strong', 's'],
    ...['ul', 'ol', 'li', 'a', 'img', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title'],
    ol: ['start'],
    th: [{ name: 'style', multiple: false, values: ['text-align:left', 'text-align:center', 'text-align:right'] }],
    td: [{ name: 'style', multiple: false, values: ['text-align:left', 'text-align:center', 'text-align:right'] }],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  transformTags: {
    a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'nofollow noopener noreferrer' } }),
  },
}

/** A tag that is not one of the allowed ones, or one that has more than a name. */
const MORE_THAN_A_TAG = /<(?!\/?(?:p|h[1-6]|blockquote|pre|code|em|strong|s|ul|ol|li|table|thead|tbody|tr|th|td)>)/

/**
 * Markdown (CommonMark and tables) as HTML that cannot run anything: HTML in the text is shown as text, and what the
 * renderer makes passes a list of allowed tags, attributes and schemes besides.
 */
export function renderMarkdown(content: string): string {
  const html = markdown().render(content)
  // Plain text, as most are, has nothing to take out; looking for that takes far longer than the rendering does.
  return MORE_THAN_A_TAG.test(html) ? sanitize(html) : html.replaceAll('&quot;', '"')
}

/** HTML without anything but the allowed tags and attributes. */
export function sanitize(html: string): string {
  return sanitizeHtml()(html, ALLOWED)
}
