// Installs what is missing, so that `npm start` and `npm test` work on a fresh clone, and downloads nothing when
// nothing is. It runs before Node 26 is there, on whatever Node the machine has: hence plain JavaScript. It is a script
// of its own before each command because a shell remembers where it found `node`: `install && node …` in one line
// would go on with the machine's.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

const NODE_MAJOR = 26
const root = fileURLToPath(new URL('..', import.meta.url))
const production = process.argv.includes('--production')

const installed = packagesOf('node_modules/.package-lock.json')
const missing = Object.entries(packagesOf('package-lock.json')).some(
  ([path, { version, dev, optional }]) =>
    path !== '' && !optional && !(production && dev) && installed[path]?.version !== version,
)

if (missing) {
  // `npm ci` begins by removing what is there: a checkout with the development packages keeps them.
  const withDev = !production || Object.values(installed).some(({ dev }) => dev)
  console.log('Installing what is missing: this takes a moment, once.')
  const { status } = spawnSync(
    'npm',
    ['ci', withDev ? '--include=dev' : '--omit=dev', '--loglevel=error', '--no-audit', '--no-fund'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  )
  if (status !== 0) process.exit(status ?? 1)
}

// What the command after this one will find when it asks for `node`.
const PATH = `${root}node_modules/.bin${delimiter}${process.env.PATH}`
const node = spawnSync('node --version', { cwd: root, env: { ...process.env, PATH }, shell: true, encoding: 'utf8' })
if (!(Number.parseInt(node.stdout.slice(1), 10) >= NODE_MAJOR)) {
  console.error(`Node ${NODE_MAJOR}, which npm installs into node_modules, does not start. ${node.stderr}`)
  console.error('  If npm was told to ignore install scripts:    npm rebuild node --ignore-scripts=false')
  console.error('  If Linux lacks libatomic (Debian, Ubuntu):    apt-get install libatomic1')
  process.exit(1)
}

function packagesOf(lockFile) {
  const path = root + lockFile
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {}
}
