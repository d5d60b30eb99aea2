import { statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { emptyFolder } from './batches.ts'

/** It goes on to the next file after the last test of one. The process that makes a file's folder first has the file. */
const SUITES = `import { mkdirSync } from 'node:fs'
import { after, describe, it } from 'node:test'
import { borrowBrowser } from ${JSON.stringify(new URL('../browser.ts', import.meta.url).href)}

const notLoaded = (error) => it('can be loaded', () => { throw error })
const run = (name, load) => new Promise((done) => describe(name, () => load().catch(notLoaded).then(() => after(done))))
const isFree = (folder) => mkdirSync(folder, { recursive: true }) !== undefined
const { giveBack } = await borrowBrowser()
`

/**
 * Writes a module for each core, and gives the files of each. They take one file after the other from the same list, until it is done, so that no core
 * waits for another at the end; and each begins one process and one browser for all of its files.
 */
export function writeBrowserBatches(files: string[]): Map<string, string[]> {
  const folder = emptyFolder()
  const steps = longestFirst(files).map((file, i) => {
    const [name, url, claim] = [file, pathToFileURL(file).href, join(folder, `claim-${i}`)].map((text) =>
      JSON.stringify(text),
    )
    return `if (isFree(${claim})) await run(${name}, () => import(${url}))\n`
  })
  const modules = Array.from({ length: Math.min(availableParallelism(), files.length) }, (_, core) => {
    const module = join(folder, `browser-${core}.mjs`)
    writeFileSync(module, `${SUITES}${steps.join('')}await giveBack()\n`)
    // Any of them may be the one that takes a file.
    return [module, files] as const
  })
  return new Map(modules)
}

/** Those that look at every page take longest; of the others, those that are long to read. */
function longestFirst(files: string[]): string[] {
  const weightOf = (file: string) => statSync(file).size + (file.includes('/looks/') ? 1e6 : 0)
  return files.toSorted((a, b) => weightOf(b) - weightOf(a))
}
