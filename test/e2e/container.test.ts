import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { call } from '../process/clients.ts'
import { launch, temporaryFolder, until } from '../process/server-process.ts'

const ROOT = join(import.meta.dirname, '../..')
const linesOf = (file: string) => readFileSync(join(ROOT, file), 'utf8').split('\n')

/** What an image's build sees of a checkout: `.dockerignore` names it, all else being ignored. */
function sendContext(to: string): void {
  const rules = linesOf('.dockerignore').filter(Boolean)
  const [first, ...others] = rules
  assert.equal(first, '*')
  for (const rule of others.filter((one) => one.startsWith('!'))) {
    const path = rule.slice(1)
    cpSync(join(ROOT, path), join(to, path), { recursive: true, filter: (file) => !isLeftOut(file) })
  }
  const leftOut = others.filter((one) => !one.startsWith('!'))
  assert.deepEqual(leftOut, ['web/dist', '**/*.test.ts'])
}

const isLeftOut = (file: string) => file === join(ROOT, 'web/dist') || file.endsWith('.test.ts')

describe('the image', () => {
  it('is built by the steps of its Dockerfile from what is sent to them, and serves the app', async () => {
    const [context, app] = [join(temporaryFolder(), 'context'), join(temporaryFolder(), 'Team röom 100%')]
    for (const folder of [context, app]) mkdirSync(folder)
    sendContext(context)
    const steps = linesOf('Dockerfile').slice(linesOf('Dockerfile').findLastIndex((line) => line.startsWith('FROM ')))
    for (const step of steps) {
      const [word, ...args] = step.split(' ')
      if (step.startsWith('COPY --from=packages')) symlinkSync(join(ROOT, 'node_modules'), join(app, 'node_modules'))
      else if (word === 'COPY') copy(args, context, app)
      else if (step.startsWith('RUN node ')) execFileSync(process.execPath, args.slice(1), { cwd: app })
    }
    assert.deepEqual(globSync('web/dist/*.html', { cwd: app }).sort(), ['web/dist/answer.html', 'web/dist/index.html'])

    const command = steps.find((step) => step.startsWith('CMD '))
    assert.equal(command, 'CMD ["node", "dist/main.js"]')
    const settings = { NODE_ENV: 'production', PORT: '0', DATA_DIR: temporaryFolder(), LOG_LEVEL: 'silent' }
    await using server = launch([join(app, 'dist/main.js')], settings)
    const url = await until('it says where it is', () => server.stdout.match(/^Teamroom is at (\S+)$/m)?.[1])
    const page = await call({ url }, 'GET', '/join', undefined, { accept: 'text/html' })
    assert.equal(page.text, readFileSync(join(app, 'web/dist/index.html'), 'utf8'))
  })
})

/** As Docker copies: a folder's content into the folder that is named last, files into it under their names. */
function copy(args: string[], context: string, app: string): void {
  const to = args.at(-1) as string
  for (const from of args.slice(0, -1)) {
    const isInto = to.endsWith('/') || to === '.'
    cpSync(join(context, from), join(app, to, isInto ? (from.split('/').at(-1) as string) : ''), { recursive: true })
  }
}
