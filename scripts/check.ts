/** `npm run check`: everything that can be said without running the server, at once; prints only what failed. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const CHECKS = {
  // The tools below need the API that only `typescript` 5 has; the check itself takes the compiler that is fast.
  types: ['node_modules/typescript-7/bin/tsc'],
  'types of web': ['scripts/check-web-types.ts'],
  lint: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  walls: ['scripts/check-walls.ts'],
  'dead code': ['node_modules/knip/bin/knip.js'],
  'openapi.json': ['scripts/openapi.ts', '--check'],
}

const results = await Promise.all(Object.entries(CHECKS).map(([name, args]) => run(name, args)))

for (const { name, ok, output } of results) {
  if (!ok) console.log(`\n── ${name} ${'─'.repeat(76 - name.length)}\n${output}`)
}
console.log(results.map(({ name, ok, seconds }) => `${ok ? '✔' : '✖'} ${name} ${seconds} s`).join('   '))
if (results.some(({ ok }) => !ok)) process.exitCode = 1

async function run(name: string, args: string[]) {
  const started = performance.now()
  const { ok, stdout, stderr } = await promisify(execFile)(process.execPath, args, { maxBuffer: Infinity }).then(
    (output) => ({ ok: true, ...output }),
    (failure) => ({ ok: false, ...failure }),
  )
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  return { name, ok, output: stdout + stderr, seconds }
}
