/** Builds an image by the steps of the Dockerfile, in folders of this machine: for where no engine builds it. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ORDINARY, shellEnv } from './machine.ts'

export interface Image {
  /** The root of its files. */
  root: string
  workdir: string
  env: Record<string, string>
  user: string
  command: string[]
  healthCheck: string[]
}

/** Builds the last stage, of a context, in an empty folder. Each stage runs on the Node that runs this, if it is the one it names. */
export function buildImage(context: string, folder: string): Image {
  const sent = join(folder, 'context')
  sendContext(context, sent)
  const stages = new Map<string, Image>()
  let stage: Image | undefined
  for (const line of stepsOf(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    const [, word = '', rest = ''] = line.match(/^(\S+)\s+([\s\S]*)$/) ?? []
    if (word === 'FROM') {
      stage = beginStage(folder, rest, stages.size)
      stages.set(rest.split(' AS ')[1] ?? '', stage)
    } else {
      assert.ok(stage)
      obey(stage, word, rest, { sent, stages })
    }
  }
  assert.ok(stage)
  return stage
}

interface Sources {
  sent: string
  stages: ReadonlyMap<string, Image>
}

function obey(stage: Image, word: string, rest: string, { sent, stages }: Sources): void {
  const here = join(stage.root, stage.workdir)
  if (word === 'ENV') {
    for (const pair of rest.split(' ')) stage.env[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1)
  } else if (word === 'WORKDIR') {
    stage.workdir = rest
    mkdirSync(join(stage.root, rest), { recursive: true })
  } else if (word === 'COPY') copy(rest.split(' '), here, sent, stages)
  else if (word === 'RUN') runStep(stage, rest)
  else if (word === 'USER') stage.user = rest
  else if (word === 'CMD') stage.command = JSON.parse(rest)
  else if (word === 'HEALTHCHECK') stage.healthCheck = JSON.parse(rest.slice(rest.indexOf('CMD ') + 'CMD '.length))
  else assert.ok(['VOLUME', 'EXPOSE'].includes(word), `What ${word} does nobody said.`)
}

/** Steps, without comments, each in one line. */
function stepsOf(text: string): string[] {
  const lines = text.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n\s*/g, '')
  return lines.split('\n').filter((line) => line.trim() !== '')
}

function beginStage(folder: string, from: string, number: number): Image {
  const major = from.match(/^node:(\d+)/)?.[1]
  assert.equal(process.version.match(/^v(\d+)/)?.[1], major, `FROM ${from}`)
  const root = join(folder, `stage-${number}`)
  mkdirSync(join(root, 'bin'), { recursive: true })
  // Copied, as other accounts may not enter where this one is.
  cpSync(process.execPath, join(root, 'bin/node'))
  return { root, workdir: '/', env: {}, user: 'root', command: [], healthCheck: [] }
}

/** As Docker copies: a folder's content into the folder that is named last, files into it under their names. */
function copy(words: string[], here: string, sent: string, stages: ReadonlyMap<string, Image>): void {
  const from = words[0]?.match(/^--from=(.*)$/)?.[1]
  const paths = from === undefined ? words : words.slice(1)
  const base = from === undefined ? sent : stages.get(from)?.root
  assert.ok(base, `There is no stage ${from}.`)
  const to = paths.at(-1) as string
  for (const path of paths.slice(0, -1)) {
    const isInto = to.endsWith('/') || to === '.'
    const target = join(here, to, isInto ? (path.split('/').at(-1) as string) : '')
    // By links: both are files of this build alone.
    mkdirSync(join(target, '..'), { recursive: true })
    execFileSync('cp', ['-al', join(base, path), target])
  }
}

/** Runs a step's command with the image's programs before the machine's, and its accounts and folders for those of the image. */
function runStep(stage: Image, command: string): void {
  const { uid, gid } = ORDINARY
  const owned = command
    .replaceAll(/ --owner=node/g, uid === undefined ? '' : ` --owner=${uid}`)
    .replaceAll(/ --group=node/g, gid === undefined ? '' : ` --group=${gid}`)
  const text = owned.replaceAll(/ \/data\b/g, ` '${join(stage.root, 'data')}'`)
  execFileSync('/bin/sh', ['-euc', text], {
    cwd: join(stage.root, stage.workdir),
    env: { ...shellEnv(process.env.HOME ?? '/', join(stage.root, 'bin')), ...stage.env },
    stdio: 'pipe',
  })
}

/** What a build sees of a checkout: `.dockerignore` names it, all else being ignored. */
function sendContext(context: string, to: string): void {
  const [first, ...rules] = readFileSync(join(context, '.dockerignore'), 'utf8').split('\n').filter(Boolean)
  assert.equal(first, '*')
  const leftOut = rules.filter((rule) => !rule.startsWith('!'))
  assert.deepEqual(leftOut, ['web/dist', '**/*.test.ts'])
  for (const rule of rules.filter((one) => one.startsWith('!'))) {
    const filter = (file: string) => file !== join(context, 'web/dist') && !file.endsWith('.test.ts')
    cpSync(join(context, rule.slice(1)), join(to, rule.slice(1)), { recursive: true, filter })
  }
}
