/** `docs/deploy.md` as its readers take it: section by section, one block of commands or settings after the other. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** This checkout, whose recipes are tried. */
export const ROOT = join(import.meta.dirname, '../..')

/** The sections that have something to type in, and the spec that does what they say. */
export const FOLLOWED_BY: Readonly<Record<string, string>> = {
  'A plain VM with systemd': 'vm.test.ts',
  'From a checkout': 'checkout.test.ts',
  'A container': 'container.test.ts',
  'Two servers': 'container.test.ts',
  Heroku: 'heroku.test.ts',
  'Several servers, and restarts nobody notices': 'proxies.test.ts',
  Mail: 'settings.test.ts',
  'Moving to PostgreSQL, or back': 'vm.test.ts',
  Backups: 'vm.test.ts',
  Upgrades: 'vm.test.ts',
}

interface Block {
  /** `sh` for commands, `ini` for settings; empty where the document does not say. */
  language: string
  text: string
}

/** The blocks of each section that has any, by its heading. */
export function readDocument(): Map<string, Block[]> {
  const sections = new Map<string, Block[]>()
  let heading = ''
  const text = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8')
  for (const [, found, language = '', block = ''] of text.matchAll(/^#+ (.+)$|^```(\w*)\n([\s\S]*?)^```$/gm)) {
    if (found !== undefined) heading = found
    else sections.set(heading, [...(sections.get(heading) ?? []), { language, text: block }])
  }
  return sections
}

/** A section that is being followed. */
export interface Section {
  /** The text of its next block. @throws AssertionError where the document goes on with a block of another kind. */
  next(language: string): string
  /** @throws AssertionError where it goes on with blocks that were not followed. */
  ends(): void
}

/** Begins a section. */
export function follow(heading: string): Section {
  assert.ok(heading in FOLLOWED_BY, `"${heading}" is a section that nobody said would be followed.`)
  const blocks = readDocument().get(heading) ?? []
  return {
    next: (language) => {
      const block = blocks.shift()
      assert.equal(block?.language, language, `the next block of "${heading}": ${block?.text}`)
      return block?.text ?? ''
    },
    ends: () => assert.deepEqual(blocks, [], `"${heading}" goes on.`),
  }
}
