/** `npm run test:install`: follows docs/deploy.md, and says what of it this machine cannot do. */
import { linesOf, node, withReport } from '../runner/processes.ts'
import { runStage } from '../runner/stages.ts'
import { summaryOf } from '../runner/summary.ts'
import { readWords } from '../runner/words.ts'
import { NOTES } from './notes.ts'

const { paths, flags } = readWords([])
if (paths.length === 0) paths.push('test/install/')

// The release that a recipe begins with has both in it.
for (const script of ['build-web', 'build-server']) {
  if (!(await node([`scripts/${script}.ts`]))) throw new Error(`scripts/${script}.ts failed`)
}
await withReport(async (notes) => {
  const result = await runStage('sqlite', { paths, flags, env: { TZ: 'UTC', [NOTES]: notes } })
  const left = [...new Set(linesOf(notes))].sort()
  console.log(`\nNot tried on this machine:\n${left.map((line) => `  ${line}`).join('\n')}`)
  console.log(`\n${summaryOf([result])}`)
  if (result.failures.length > 0) process.exitCode = 1
})
