/**
 * Puts the modules that the server and its commands load, ours and those of packages, into a few files in `dist/`, when these
 * are missing or older than what they are made from: see docs/adr/0039-built-server.md. `npm start` does so by itself.
 */
import { rmSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type Plugin, RolldownMagicString, rolldown } from 'rolldown'
import { noteBuild, stateOfBuild } from '../server/built-from.ts'

const ROOT = join(import.meta.dirname, '..')
const FOLDER = 'dist'

if (stateOfBuild(FOLDER) !== 'current') {
  const bundle = await rolldown({
    input: { main: join(ROOT, 'server/main.ts'), cli: join(ROOT, 'server/cli.ts') },
    cwd: ROOT,
    platform: 'node',
    plugins: [sourcesStayWhereTheyAre(), mapOursOnly()],
  })
  rmSync(join(ROOT, FOLDER), { recursive: true, force: true })
  const { output } = await bundle.write({
    dir: join(ROOT, FOLDER),
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
    sourcemapExcludeSources: true,
  })
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  noteBuild(FOLDER, ['package-lock.json', ...modules.filter(isOurs).map(pathFromRoot)].sort())
}

/** A module goes on finding what lies beside its source: files, workers, and packages that are loaded when first used. */
function sourcesStayWhereTheyAre(): Plugin {
  return {
    name: 'sources-stay-where-they-are',
    transform: (code, id) => {
      if (!isOurs(id) || !code.includes('import.meta.url')) return null
      const source = `new URL(${JSON.stringify(`../${pathFromRoot(id)}`)}, import.meta.url).href`
      const moved = new RolldownMagicString(code).replaceAll('import.meta.url', source)
      return { code: moved.toString(), map: moved.generateMap({ source: id, hires: true }).toString() }
    },
  }
}

/** Where Node is told to read maps, traces name lines of our sources; those of packages would be most of the maps. */
function mapOursOnly(): Plugin {
  return {
    name: 'map-ours-only',
    transform: (code, id) => (isOurs(id) ? null : { code, map: { mappings: '' } }),
  }
}

function isOurs(module: string): boolean {
  return module.startsWith(join(ROOT, 'server') + sep)
}

function pathFromRoot(file: string): string {
  return relative(ROOT, file).replaceAll(sep, '/')
}
