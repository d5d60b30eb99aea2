import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { S3Settings } from '../config.ts'
import { CommandError } from '../startup.ts'
import { listFiles, openWorkshop, writeWhole } from './folder.ts'
import { isBackupName, nameOf, type Place, surplus } from './name-rules.ts'
import { makeBucket } from './s3.ts'

/** A backup that was written. */
export interface Written {
  /** Where it is, as `restore` takes it. */
  place: string
  bytes: number
}

/** What a backup takes: the room to work in and the place it ends up in. */
export interface Job {
  /** Where SQLite is copied to meanwhile. */
  scratch: string
  now: Date
  /** How many backups stay in the folder; all of them where it is left out. */
  keep: number | undefined
  write(out: Writable, workshop: string): Promise<void>
}

/** Writes a backup to a place: under its own name only once it is whole. Older ones are deleted after that. */
export async function saveAt(place: Place, s3: S3Settings | undefined, job: Job): Promise<Written> {
  if (place.kind === 's3') return saveInBucket(place, s3, job)
  const folder = resolve(place.kind === 'folder' ? place.path : dirname(place.path))
  const file = join(folder, place.kind === 'folder' ? nameOf(job.now) : basename(place.path))
  const workshop = await openWorkshop(folder)
  try {
    const bytes = await writeWhole(file, workshop, (out) => job.write(out, workshop.path))
    if (job.keep !== undefined) {
      for (const name of surplus(await listFiles(folder), job.keep, basename(file))) await rm(join(folder, name))
    }
    return { place: file, bytes }
  } finally {
    await workshop.close()
  }
}

async function saveInBucket(place: Place & { kind: 's3' }, s3: S3Settings | undefined, job: Job): Promise<Written> {
  const bucket = makeBucket(required(s3), place.bucket)
  const folder = place.key.slice(0, place.key.lastIndexOf('/') + 1)
  const key = place.key === folder ? folder + nameOf(job.now) : place.key
  const workshop = await openWorkshop(job.scratch)
  try {
    const isOurs = (one: string) => one === key || (one.startsWith(folder) && isBackupName(one.slice(folder.length)))
    await bucket.dropUnfinished(folder, isOurs, job.now)
    const bytes = await bucket.put(key, (out) => job.write(out, workshop.path))
    if (job.keep !== undefined) {
      const names = (await bucket.list(folder)).map((one) => one.slice(folder.length))
      for (const name of surplus(names, job.keep, key.slice(folder.length))) await bucket.remove(folder + name)
    }
    return { place: `s3://${place.bucket}/${key}`, bytes }
  } finally {
    await workshop.close()
  }
}

/**
 * Opens a backup for reading.
 * @throws CommandError when the place is a folder, or there is nothing.
 */
export async function openAt(place: Place, s3: S3Settings | undefined): Promise<Readable> {
  if (place.kind === 's3') return makeBucket(required(s3), place.bucket).get(place.key)
  const known = await stat(place.path).catch(() => undefined)
  if (!known) throw new CommandError(`There is no backup at ${place.path}.`)
  if (known.isDirectory()) throw new CommandError(`${place.path} is a folder: name one of the backups in it.`)
  return createReadStream(place.path, { highWaterMark: 1 << 20 })
}

function required(s3: S3Settings | undefined): S3Settings {
  if (s3) return s3
  throw new CommandError(
    'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: must be set for addresses that begin with s3://.',
  )
}
