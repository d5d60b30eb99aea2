import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import type { Db } from '../db/connect.ts'
import { findCompany } from '../people/company/store.ts'
import type { BackupPlan } from './plan-rules.ts'
import { lastDue } from './schedule-rules.ts'
import * as store from './store.ts'

const LOOK_EVERY_MS = 30_000
/** Whoever has claimed a backup says again, more often than this, that they are at it. */
const CLAIM_MS = 180_000
const AGAIN_AFTER_MS = 3_600_000
const MAX_FAILURE = 1_000

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))

/** Where a backup was written, or why not. */
export type Outcome = { place: string; bytes: number } | { failure: string }

/** Makes one backup; ends early, without one, when told to. */
export type MakeBackup = (plan: BackupPlan, stop: AbortSignal) => Promise<Outcome>

export interface Schedule {
  /** Looks whether one is due, and makes it. */
  look(): Promise<void>
  /** Ends; a backup that is being made is given up, and made by whoever looks next. */
  stop(): Promise<void>
}

/**
 * Makes a backup each day, once however many servers there are: one that was missed, for whatever reason, is made up for.
 * What fails is tried again an hour later.
 */
export function scheduleBackups(
  plan: BackupPlan,
  { db, now, log, make = runCommand }: { db: Db; now: () => Date; log: Logger; make?: MakeBackup },
): Schedule {
  const ended = new AbortController()
  const instant = (inMs = 0) => new Date(now().getTime() + inMs).toISOString()

  const lookOnce = async () => {
    const { time_zone } = await findCompany(db)
    const due = lastDue(plan, time_zone, now()).toISOString()
    const span = { now: instant(), until: instant(CLAIM_MS), latest: instant(AGAIN_AFTER_MS) }
    if (!(await store.claim(db, { due, ...span }))) return
    const claiming = setInterval(() => void store.claimUntil(db, instant(CLAIM_MS)).catch(() => {}), CLAIM_MS / 3)
    const began = performance.now()
    const outcome = await make(plan, ended.signal).finally(() => clearInterval(claiming))
    if (ended.signal.aborted && 'failure' in outcome) return store.claimUntil(db, null)
    if ('failure' in outcome) {
      const failure = outcome.failure.slice(0, MAX_FAILURE)
      log.error({ failure }, 'the backup failed; it is tried again in an hour')
      return store.noteFailure(db, { failed_at: instant(), failure, claimed_until: instant(AGAIN_AFTER_MS) })
    }
    log.info({ ...outcome, ms: Math.round(performance.now() - began) }, 'backup made')
    await store.noteSuccess(db, { done_for: due, succeeded_at: instant(), ...outcome })
  }
  let looking: Promise<void> | undefined
  const look = () => {
    looking ??= lookOnce()
      .catch((error) => log.error({ err: error }, 'the backup could not be looked after; it is tried again'))
      .finally(() => {
        looking = undefined
      })
    return looking
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  const stop = async () => {
    clearInterval(timer)
    ended.abort()
    await looking
  }
  return { look, stop }
}

/** In a process of its own, which takes no memory from those who wait for answers, and lets them go first: `giveWay`. */
async function runCommand({ place, keep }: BackupPlan, stop: AbortSignal): Promise<Outcome> {
  const where = place.kind === 's3' ? `s3://${place.bucket}/${place.key}` : place.path
  const args = [CLI, 'backup', where, '--keep', String(keep), '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], signal: stop })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] = (said[stream] + text).slice(-10 * MAX_FAILURE)
    })
  }
  try {
    const [code, signal] = await once(child, 'close')
    if (code === 0) return JSON.parse(said.stdout)
    return { failure: said.stderr.trim() || `It ended with ${code ?? signal}.` }
  } catch (error) {
    return { failure: (error as Error).message }
  }
}
