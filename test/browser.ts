/** A real Chromium from npm, with the libraries and the font that it needs, so that a bare machine will do. */
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflate } from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const PACKED = fileURLToPath(new URL('../bin', import.meta.resolve('@sparticuz/chromium')))
// Inside the package, so that it goes when the package changes.
const UNPACKED = fileURLToPath(new URL('../unpacked', import.meta.resolve('@sparticuz/chromium')))

/** A browser that others use, too. */
export interface Borrowed {
  browser: Browser
  giveBack(): Promise<void>
}

let shared: { starting: Promise<Browser>; users: number } | undefined

/** The browser that all of this process share: the first starts it, and the last to give it back ends it. */
export async function borrowBrowser(): Promise<Borrowed> {
  shared ??= { starting: startBrowser(), users: 0 }
  const mine = shared
  mine.users++
  return {
    browser: await mine.starting,
    giveBack: async () => {
      if (--mine.users > 0) return
      shared = undefined
      await (await mine.starting).close()
    },
  }
}

/**
 * Starts it, without a window. `CHROMIUM` may name another one, where this one does not run: it is built for Linux on
 * x64. The package's own arguments are for hosting and would switch off what the tests are about, the same-origin policy.
 */
export async function startBrowser(args: string[] = []): Promise<Browser> {
  if (process.env.CHROMIUM) return chromium.launch({ executablePath: process.env.CHROMIUM, args })
  await unpack()
  return chromium.launch({
    executablePath: join(UNPACKED, 'chromium'),
    args,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(UNPACKED, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(UNPACKED, 'fonts.conf'),
    },
  })
}

/** Once for all runs; whole or not at all, as several test files may come here at the same time. */
async function unpack(): Promise<void> {
  if (existsSync(UNPACKED)) return
  const folder = mkdtempSync(`${UNPACKED}-`)
  await inFolder(folder, () =>
    Promise.all(['chromium.br', 'fonts.tar.br', 'al2023.tar.br'].map((file) => inflate(join(PACKED, file)))),
  )
  const fonts = `<dir>${UNPACKED}/fonts</dir><cachedir>${UNPACKED}/font-cache</cachedir>`
  writeFileSync(join(folder, 'fonts.conf'), `<fontconfig>${fonts}</fontconfig>`)
  try {
    renameSync(folder, UNPACKED)
  } catch (error) {
    rmSync(folder, { recursive: true })
    if (!existsSync(UNPACKED)) throw error
  }
}

/** `inflate` unpacks into the system's folder for temporary files, and nowhere else. */
async function inFolder(folder: string, work: () => Promise<unknown>): Promise<void> {
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    await work()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}
