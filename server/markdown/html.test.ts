import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { htmlOf, sanitize } from './html.ts'

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
    [
      '![a](https://b.c/d.png)',
      '<p><img src="https://b.c/d.png" alt="a" referrerpolicy="no-referrer" loading="lazy" /></p>\n',
    ],
    [
      'See https://b.c or //b.c',
      '<p>See <a href="https://b.c" rel="nofollow noopener noreferrer">https://b.c</a> or //b.c</p>\n',
    ],
  ]
  for (const [markdown, html] of cases)
    it(`of ${JSON.stringify(markdown)}`, () => assert.equal(htmlOf(markdown, 'news'), html))

  it('has nothing in it that would be taken out, whatever it was made from', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const html = htmlOf(pieces.join(''), 'news') as string
        assert.equal(sanitize(html), html)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('Markdown of a survey', () => {
  const pictures = [
    '![one *picture*](http://elsewhere.example/x.gif)',
    '![one **picture**][there]\n\n[there]: https://elsewhere.example/x.gif "title"',
    '[![one picture](//elsewhere.example/x.gif)](https://elsewhere.example)',
    '![one picture](data:image/gif;base64,R0lGODlhAQABAAAAACw=)',
    '<img src="https://elsewhere.example/x.gif" alt="one picture">',
  ]
  for (const text of pictures)
    it(`shows words in place of ${text}`, () => {
      const html = htmlOf(text, 'survey') as string
      assert.doesNotMatch(html, /<img|<[^>]*\ssrc=/)
      assert.match(html, /one picture/)
    })

  it('has no tag that makes a browser fetch something', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const html = htmlOf(pieces.join(''), 'survey') as string
        assert.doesNotMatch(html, /<(img|picture|source|video|audio|link|iframe|object|embed|svg|style|base|meta)\b/i)
        assert.doesNotMatch(html, /<[^>]*\s(src|srcset|poster|background|ping)=|url\(/i)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('A short text', () => {
  const bombs = {
    'many references to a long address': `[a]: https://b.example/${'c'.repeat(900)}\n\n${'[a] '.repeat(250)}`,
    'rows of a wide table that have no cells': `${'|a'.repeat(250)}|\n${'|-'.repeat(250)}|\n${'b\n'.repeat(450)}`,
  }
  for (const [name, text] of Object.entries(bombs))
    it(`does not become very much HTML: ${name}`, () => {
      for (const style of ['news', 'survey'] as const) assert.equal(htmlOf(text, style), null)
    })

  it('may have as much formatting as people give it', () => {
    const texts = [
      `| a | b |\n|---|:-:|\n${'| c | d |\n'.repeat(200)}`,
      '- [Handbook](https://intra.example/handbook)\n'.repeat(100),
      'ann@example.com, '.repeat(100),
      '> - **a** `b` ~~c~~\n'.repeat(100),
      '![](https://b.example/c.png)\n\n'.repeat(50),
    ]
    for (const text of texts) assert.notEqual(htmlOf(text, 'news'), null, text.slice(0, 30))
  })
})
