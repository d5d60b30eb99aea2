import { join } from 'node:path'
import { inBytes } from '../backup/manifest-rules.ts'
import { lock } from '../backup/sqlite-store.ts'
import type { Config } from '../config.ts'
import { CommandError } from '../startup.ts'
import { VERSION } from '../version.ts'
import { findLayout, type Layout, switchTo, targetOf } from './layout.ts'
import { waitUntilReady } from './ready.ts'
import { pendingOf, problemOf, type Release } from './release-rules.ts'
import { putBack, saveBefore } from './rescue.ts'
import { proveRelease, runCommand } from './run.ts'
import { listApplied } from './store.ts'
import { checkSum, unpackRelease } from './unpack.ts'

const TRY_AGAIN_EVERY_MS = 500
const RELEASED_WITHIN_MS = 30_000

export interface Upgrade {
  /** The archive of the new release. */
  file: string
  /** The folder of the release that runs this. */
  root: string
  config: Config
  /** The settings as the new release is given them. */
  env: Record<string, string | undefined>
  /** Commands of the operator, by which the server is stopped, and started anew. */
  stop: string | undefined
  restart: string | undefined
  /** How long the new server may take until it is ready. */
  withinMs: number
  /** Tells the operator of a step that is done. */
  say(line: string): void
  pause(milliseconds: number): Promise<unknown>
}

interface Plan {
  release: Release
  /** The migrations that it brings. */
  pending: string[]
}

/**
 * Puts a release in the place of the one that runs, with a way back: the release before stays, and the database is backed
 * up. Where the new server is not ready in time, everything is as it was.
 * @throws CommandError saying why not, and what the state is now.
 */
export async function upgrade(wish: Upgrade): Promise<void> {
  const layout = findLayout(wish.root)
  const unlock = lock(join(layout.base, '.upgrade-lock'))
  if (!unlock) throw new CommandError('Another upgrade is at work here: wait for it to end.')
  try {
    const { release, pending } = await prepare(wish, layout)
    const backup = await stopAndSave(wish, layout)
    switchTo(layout, targetOf(release.version))
    wish.say(`${join(layout.base, 'current')} leads to ${targetOf(release.version)}.`)
    if (wish.restart === undefined) return sayWhatIsLeft(wish, layout, backup)
    if (await start(wish, release.version)) return wish.say(`Upgraded to ${release.version}.`)
    await goBack(wish, layout, { release, pending, backup })
  } finally {
    unlock()
  }
}

/** Everything that can be found out while the server runs as if nothing were. */
async function prepare({ file, config, env, say }: Upgrade, { releases }: Layout): Promise<Plan> {
  await checkSum(file)
  say('The file is whole.')
  const before = await present(config)
  const release = await unpackRelease(file, releases, async (found, folder) => {
    const problem = problemOf(found, before)
    if (problem !== undefined) throw new CommandError(problem)
    await proveRelease(folder, found.version, env)
  })
  const pending = pendingOf(release, before)
  const steps = pending.length === 0 ? 'no migration' : `the migrations ${pending.join(', ')}`
  say(`${release.version} is unpacked, runs here and takes the settings; it brings ${steps}.`)
  return { release, pending }
}

async function present({ database }: Config) {
  return { version: VERSION, node: process.versions.node, applied: await listApplied(database) }
}

/** With a server that has stopped, nothing is written between the backup and the new one. */
async function stopAndSave(wish: Upgrade, { base }: Layout): Promise<string> {
  if (wish.stop !== undefined) {
    await runCommand(wish.stop)
    wish.say('The server has stopped.')
  }
  try {
    const { place, bytes } = await saveBefore(wish.config, join(base, 'backups'))
    wish.say(`Backup: ${place}, ${inBytes(bytes)}.`)
    return place
  } catch (error) {
    if (wish.stop !== undefined && wish.restart !== undefined) await runCommand(wish.restart)
    throw new CommandError(`No backup could be made, so nothing was upgraded. (${(error as Error).message})`)
  }
}

function sayWhatIsLeft({ say }: Upgrade, { base, current }: Layout, backup: string): void {
  say('Now start the server anew, and see that /readyz answers with 200.')
  say(
    `To go back: stop it, run "ln -sfn ${current} ${join(base, 'current')}", and, if the new version has migrated the`,
  )
  say(`database, "teamroom restore --replace ${backup}"; then start it.`)
}

async function start({ config, restart = '', withinMs, say }: Upgrade, version: string): Promise<boolean> {
  try {
    await runCommand(restart)
  } catch (error) {
    say((error as Error).message)
    return false
  }
  const seconds = await waitUntilReady(config, version, withinMs)
  if (seconds !== undefined) say(`${version} is ready, after ${seconds} s.`)
  else say(`${version} is not ready after ${withinMs / 1000} s.`)
  return seconds !== undefined
}

async function goBack(wish: Upgrade, layout: Layout, { release, pending, backup }: Plan & { backup: string }) {
  const { say, config, restart = '', stop } = wish
  if (stop !== undefined) await runCommand(stop)
  switchTo(layout, layout.current)
  say(`Going back: ${join(layout.base, 'current')} leads to ${layout.current} again.`)
  const applied = await listApplied(config.database)
  if (applied.some(({ name }) => pending.includes(name))) {
    // The release before ends as soon as it sees a database that is newer than it is.
    if (stop === undefined) await runCommand(restart)
    const kept = await putBackOnceFree(wish, backup)
    say(`The database is back from the backup; as the new version left it, it is kept: ${kept}.`)
  }
  const isBack = await start(wish, VERSION)
  const state = isBack ? 'is running again' : 'is back in place, but not ready either'
  throw new CommandError(`${release.version} was not ready in time: its log says why. ${VERSION} ${state}.`)
}

/** A server that is told to end takes a moment, and so does one that refuses to start. */
async function putBackOnceFree({ config, pause }: Upgrade, backup: string): Promise<string | undefined> {
  for (let waited = 0; ; waited += TRY_AGAIN_EVERY_MS) {
    try {
      return await putBack(config, backup)
    } catch (error) {
      if (waited < RELEASED_WITHIN_MS) await pause(TRY_AGAIN_EVERY_MS)
      else
        throw new CommandError(
          `${(error as Error).message}\nThe database is as the new version left it; the backup is ${backup}.`,
        )
    }
  }
}
