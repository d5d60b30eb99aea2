import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { renderMarkdown, sanitize } from './markdown.ts'

/** Pieces that mean something to Markdown, to HTML, or to both. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '*',
      '**',
      '~~',
      '`',
      '```\n',
      '# ',
      '> ',
      '- ',
      '1. ',
      '3. ',
      '---\n',
      '  \n',
      '\n\n',
      '    ',
      '| a | b |\n',
      '|---|:-:|\n',
    ],
    ...[
      '[a](b)',
      '[a](javascript:b "c")',
      '![a](data:b)',
      '<https://example.com>',
      'www.example.com',
      '<b onclick="c">',
      '</p>',
    ],
    ...['"', "'", '&', '&quot;', '&lt;script&gt;', '&#60;', '<', '>', '\\', '\u00a0', '\u0000'],
  ),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
)

describe('Markdown as HTML', () => {
  const cases: [markdown: string, html: string][] = [
    ['Bring **towels**, "all" of you & <b>', '<p>Bring <strong>towels</strong>, "all" of you &amp; &lt;b&gt;</p>\n'],
    ['`"`', '<p><code>"</code></p>\n'],
    ['&quot; &amp;quot;', '<p>" &amp;quot;</p>\n'],
    ['a  \nb', '<p>a<br />\nb</p>\n'],
    ['3. a', '<ol start="3">\n<li>a</li>\n</ol>\n'],
    ['[a](https://b.c)', '<p><a href="https://b.c" rel="nofollow noopener noreferrer">a</a></p>\n'],
    ['[a](javascript:b)', '<p>[a](javascript:b)</p>\n'],
  ]
  for (const [markdown, html] of cases)
    it(`of ${JSON.stringify(markdown)}`, () => assert.equal(renderMarkdown(markdown), html))

  it('has nothing in it that would be taken out, whatever it was made from', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const html = renderMarkdown(pieces.join(''))
        assert.equal(sanitize(html), html)
      }),
      { numRuns: 2_000 },
    )
  })
})
