import type { NewsRow } from './store.ts'

/** A piece of news as Markdown, with what else is known of it before the text: JSON is YAML, too. */
export function newsAsMarkdown({ content, ...front }: NewsRow): string {
  const lines = Object.entries(front).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  return `---\n${lines.join('\n')}\n---\n\n${content}\n`
}

/** A file or a few alike, as the README names them. */
export interface Described {
  name: string
  about: string
  /** The columns and what they hold. */
  columns?: [name: string, about: string][]
}

/** What stands in an export, file by file and column by column. */
export function readmeOf(
  company: string,
  at: string,
  files: readonly Described[],
  leftOut: readonly [table: string, because: string][],
): string {
  const sections = files.map(({ name, about, columns = [] }) => {
    const rows = columns.map(([column, holds]) => `| \`${column}\` | ${holds} |`)
    return [
      `## ${name}`,
      '',
      about,
      ...(rows.length > 0 ? ['', '| column | what it holds |', '|---|---|', ...rows] : []),
    ]
  })
  return `${[
    `# ${company}: everything in Teamroom`,
    '',
    `Exported at ${at}. Files that end in \`.csv\` are for spreadsheets (RFC 4180, UTF-8); those in \`.json\` have the same rows as`,
    'objects. Instants are UTC, days are `2026-01-31`, lists and objects in CSV are JSON, and texts that a spreadsheet would run as a',
    "formula begin with a `'` there. Everything is as it was at one moment, whatever changed while the export ran.",
    '',
    ...sections.flatMap((lines) => [...lines, '']),
    '## Not here',
    '',
    '| table | why |',
    '|---|---|',
    ...leftOut.map(([table, because]) => `| \`${table}\` | ${because} |`),
  ].join('\n')}\n`
}
