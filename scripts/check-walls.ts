/** Checks the walls of `.dependency-cruiser.mjs`, and that dependency-cruiser saw every file they are to hold for. */
import { globSync } from 'node:fs'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config'

const config = await extractConfig('./.dependency-cruiser.mjs')
const { output } = await cruise(
  ['server'],
  { ...config.options, ruleSet: config, validate: true },
  config.options?.enhancedResolveOptions,
)
const { modules, summary } = output as ICruiseResult

// Without a compiler that it understands, dependency-cruiser finds no module, hence no violation.
const cruised = new Set(modules.map(({ source }) => source))
const unseen = globSync('server/**/*.ts').filter((file) => !cruised.has(file))

for (const { from, to, rule, cycle } of summary.violations) {
  const path = cycle?.length ? cycle.map(({ name }) => name).join(' → ') : to
  console.log(`${rule.name}: ${from} → ${path}\n  ${config.forbidden?.find(({ name }) => name === rule.name)?.comment}`)
}
for (const file of unseen) console.log(`not seen by dependency-cruiser: ${file}`)

if (summary.violations.length + unseen.length > 0) process.exitCode = 1
