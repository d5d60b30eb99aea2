/**
 * A post's HTML for below its title, which is the page's first heading: where the text has headings of the first level,
 * every heading is one level lower. `html` is the server's own, in which such a tag has a name and nothing else.
 */
export function belowTitle(html: string): string {
  if (!html.includes('<h1>')) return html
  return html.replace(/(<\/?h)([1-5])>/g, (_, tag: string, level: string) => `${tag}${Number(level) + 1}>`)
}
