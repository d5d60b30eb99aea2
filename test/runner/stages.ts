import { globSync } from 'node:fs'
import { makeTemplate } from '../databases.ts'
import { startPostgres } from '../postgres.ts'
import { type How, runFiles } from './files.ts'
import { linesOf, node, withReport } from './processes.ts'
import type { Failure } from './reporter.ts'

export const STAGES = ['check', 'sqlite', 'postgres', 'browser'] as const
/** What takes long, and is no part of the whole suite: `npm run test:nodes` and `npm run test:install` have it. */
const BY_NAME = /^test\/(nodes|install)\//
export type Stage = (typeof STAGES)[number]

export interface Run extends How {
  /** How the paths of the files begin that are wanted; none for all. */
  paths: string[]
}

export interface Result {
  stage: Stage
  seconds: number
  failures: readonly Failure[]
}

const RUNNERS: Record<Stage, (run: Run) => Promise<Failure[]>> = {
  check,
  sqlite: (run) => test(filesFor(run.paths).server, run, { TEST_DATABASE: 'sqlite' }),
  postgres: async (run) => {
    const { url, stop } = await startPostgres(run.env.TZ)
    const database = { TEST_DATABASE: 'postgres', TEST_DATABASE_URL: url }
    return await test(filesFor(run.paths).server, run, database).finally(stop)
  },
  browser: async (run) => {
    if (!(await node(['scripts/build-web.ts']))) throw new Error('the browser app cannot be built')
    if (!(await node(['scripts/build-server.ts']))) throw new Error('the server cannot be built')
    return await test(filesFor(run.paths).browser, { ...run, sharesBrowsers: true }, { TEST_DATABASE: 'sqlite' })
  },
}

/** Those of the wanted stages, or of all, that have something to do. */
export function stagesFor(paths: string[], wanted: readonly string[]): Stage[] {
  const { server, browser } = filesFor(paths)
  const isEmpty = {
    check: paths.length > 0,
    sqlite: !server.length,
    postgres: !server.length,
    browser: !browser.length,
  }
  return STAGES.filter((stage) => !isEmpty[stage] && (wanted.length === 0 || wanted.includes(stage)))
}

/** Runs a stage to its end, whatever happens in it. */
export async function runStage(stage: Stage, run: Run): Promise<Result> {
  const started = performance.now()
  const failures = await RUNNERS[stage](run).catch((error: Error): Failure[] => {
    console.error(error)
    return [{ file: stage, test: error.message }]
  })
  return { stage, seconds: (performance.now() - started) / 1000, failures }
}

function filesFor(paths: string[]): { server: string[]; browser: string[] } {
  const files = globSync('{server,test}/**/*.test.ts').sort()
  const wanted = files.filter((file) =>
    paths.length === 0 ? !BY_NAME.test(file) : paths.some((path) => file.startsWith(path)),
  )
  const isBrowser = (file: string) => file.startsWith('test/e2e/')
  return { server: wanted.filter((file) => !isBrowser(file)), browser: wanted.filter(isBrowser) }
}

function check(): Promise<Failure[]> {
  return withReport(async (report) => {
    const ok = await node(['scripts/check.ts', `--report=${report}`])
    const failed = linesOf(report)
    if (!ok && failed.length === 0) failed.push('did not come to its end')
    return failed.map((test) => ({ file: 'npm run check', test }))
  })
}

async function test(files: string[], run: Run, database: Record<string, string>): Promise<Failure[]> {
  if (!(await node(['scripts/build-server.ts']))) throw new Error('the server cannot be built')
  Object.assign(process.env, database)
  const template = await makeTemplate()
  const env = { ...run.env, ...database, ...template.env }
  return await runFiles(files, { ...run, env }).finally(template.drop)
}
