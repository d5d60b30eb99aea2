import { lstatSync, readlinkSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { syncFolder } from '../backup/folder.ts'
import { CommandError } from '../startup.ts'

const CURRENT = 'current'
const RELEASES = 'releases'

/** Where releases lie beside each other: `releases/VERSION`, and the link `current` to the one that runs. */
export interface Layout {
  base: string
  releases: string
  /** What the link leads to, as it is written in it. */
  current: string
}

/** The layout that the release in `root` belongs to. @throws CommandError where it is the current one of none. */
export function findLayout(root: string): Layout {
  const releases = dirname(realpathSync(root))
  const base = dirname(releases)
  const link = join(base, CURRENT)
  const isLink = lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true
  if (basename(releases) === RELEASES && isLink && realpathSync(link) === realpathSync(root)) {
    return { base, releases, current: readlinkSync(link) }
  }
  throw new CommandError(
    `${root} is not what a link "current" beside a folder "releases" leads to, so there is nothing to switch: ` +
      'docs/deploy.md says how to install a release, and how to upgrade what was installed otherwise.',
  )
}

/** What the link says of a version. */
export function targetOf(version: string): string {
  return join(RELEASES, version)
}

/** Has the link lead elsewhere, in one step: at any moment it leads to the one or to the other. */
export function switchTo({ base }: Layout, target: string): void {
  const draft = join(base, `.${CURRENT}-next`)
  rmSync(draft, { force: true })
  symlinkSync(target, draft)
  renameSync(draft, join(base, CURRENT))
  syncFolder(base)
}
