import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** What the lock file says of a package, as far as it matters here. */
export interface Locked {
  version: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
  os?: string[]
  cpu?: string[]
  hasInstallScript?: boolean
}

/** The packages of a lock file, by their folders: `node_modules/a`, `node_modules/a/node_modules/b`. */
export type Lock = Record<string, Locked>

/** What the server's files import that is no file of ours and not part of Node, as they name it: `pg`, `csv-parse/sync`. */
export function importsOf(root: string): string[] {
  const files = globSync('server/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] })
  const named = files.flatMap((file) => {
    // Imports of types are gone from what is run.
    const { outputText } = ts.transpileModule(readFileSync(join(root, file), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ESNext,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
      },
    })
    return ts.preProcessFile(outputText, true, true).importedFiles.map(({ fileName }) => fileName)
  })
  return [...new Set(named)].filter((name) => !/^(\.|\/|node:)/.test(name)).sort()
}

/** The package that an import names: `csv-parse/sync` is of `csv-parse`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/**
 * The folders of these packages and of all that they need, sorted.
 * @throws Error where the lock file lacks one, or one is made for some machines only.
 */
export function closureOf(names: readonly string[], lock: Lock): string[] {
  const found = new Set<string>()
  const add = (name: string, from: string, isNeeded: boolean): void => {
    const path = lookUp(name, from, lock)
    if (path === undefined && isNeeded) {
      throw new Error(`${name}, which ${from || 'the server'} needs, is not in package-lock.json.`)
    }
    if (path === undefined || found.has(path)) return
    found.add(path)
    for (const [needed, isIt] of needsOf(portable(path, lock))) add(needed, path, isIt)
  }
  for (const name of names) add(name, '', true)
  return [...found].sort()
}

/** What the lock file says of a package. @throws Error where it is made for some machines only. */
function portable(path: string, lock: Lock): Locked {
  const locked = lock[path] as Locked
  if (!locked.os && !locked.cpu && !locked.hasInstallScript) return locked
  throw new Error(`${path} is made for some machines only, and a release is for all of them.`)
}

/** What a package needs, and whether it does without. */
function needsOf(locked: Locked): [name: string, isNeeded: boolean][] {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = locked
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional)
  return [
    ...[...Object.keys(dependencies), ...peers].map((name): [string, boolean] => [name, !optionalDependencies[name]]),
    ...Object.keys(optionalDependencies).map((name): [string, boolean] => [name, false]),
  ]
}

/** Where Node finds a package that is asked for in the folder of another: there, or further out. */
function lookUp(name: string, from: string, lock: Lock): string | undefined {
  const inside = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`
  if (lock[inside]) return inside
  if (from === '') return undefined
  return lookUp(name, from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1)), lock)
}
