/** Answers for `docker` where no engine does: images by the Dockerfile's steps, containers as processes, one PostgreSQL. */
import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { parse } from 'yaml'
import { freePort } from '../postgres.ts'
import { buildImage, type Image } from './dockerfile.ts'
import { type Call, type Machine, ORDINARY } from './machine.ts'
import { begin, type Program } from './program.ts'

interface Container {
  image: Image
  env: Record<string, string>
  program: Program
  port: number
}
interface Service {
  build?: string
  environment: Record<string, string>
  read_only?: boolean
}

export interface Docker extends AsyncDisposable {
  /** Where the port of a container is reached from this machine. */
  portOf(name: string): number
  /** Runs the image's health check in a container. @throws Error when it fails. */
  checkHealth(name: string): Promise<void>
  /** Stops a container as Docker does, and starts it again. */
  restart(name: string): Promise<void>
}

/** `database` is the address of the PostgreSQL that a compose file calls `database:5432`. */
export function startDocker(machine: Machine, hostOfDatabase: string): Docker {
  const images = new Map<string, Image>()
  const containers = new Map<string, Container>()
  const built = new Map<string, Image>()

  /** Once for each checkout: nothing is built that the engine would not take from its cache. */
  const build = (context: string): Image => {
    const image = built.get(context) ?? buildImage(context, mkdtempSync(join(machine.root, 'var/lib/image-')))
    built.set(context, image)
    chmodSync(join(image.root, '..'), 0o755)
    return image
  }
  const start = (name: string, image: Image, env: Record<string, string>, port: number) => {
    const command = image.command
    const cwd = join(image.root, image.workdir)
    assert.equal(image.user, 'node')
    const program = begin({ command, cwd, env, ...ORDINARY })
    containers.set(name, { image, env, program, port })
  }
  const envOf = (image: Image, port: number, more: Record<string, string>) => {
    const data = join(image.root, 'data')
    // The network of a container is its own, and this port of it is published to the machine alone.
    const own = { ...image.env, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: data }
    return { PATH: `${join(image.root, 'bin')}:/usr/bin:/bin`, ...own, ...more }
  }
  const container = (name: string): Container => {
    const found = containers.get(name)
    assert.ok(found, `There is no container ${name}.`)
    return found
  }
  const inside = async (name: string, command: string[], stdin: string): Promise<string> => {
    const { image, env } = container(name)
    const text = command.map((word) => `'${word}'`).join(' ')
    return await machine.run(text, { cwd: join(image.root, image.workdir), env, stdin, ...ORDINARY })
  }
  const replace = async (name: string, image: Image, env: (port: number) => Record<string, string>) => {
    const before = containers.get(name)
    await before?.program.stop()
    const port = before?.port ?? (name === 'teamroom' ? machine.port : await freePort())
    start(name, image, env(port), port)
  }

  const compose = async ({ args, cwd, stdin }: Call): Promise<string> => {
    const { file, verb, words } = composeWords(args)
    const services = readServices(join(cwd, file), cwd)
    const ours = Object.entries(services).filter(([, service]) => service.build !== undefined)
    if (verb === 'exec') return await inside(words[0] ?? '', words.slice(1), stdin)
    assert.ok(verb === 'build' || verb === 'up', String(verb))
    const image = build(cwd)
    if (verb === 'build') return ''
    for (const [name, service] of ours.filter(([one]) => words.length === 0 || words.includes(one))) {
      if (service.read_only) chmodSync(join(image.root, image.workdir, 'node_modules/.cache/teamroom'), 0o500)
      const { DATABASE_URL = '', ...others } = service.environment
      const env = { ...others, DATABASE_URL: DATABASE_URL.replace('@database:5432', `@${hostOfDatabase}`) }
      await replace(name, image, (port) => envOf(image, port, env))
    }
    return ''
  }

  machine.answer('docker', async (call) => {
    const [verb, ...rest] = call.args
    if (verb === 'compose') return await compose({ ...call, args: rest })
    if (verb === 'build') images.set(rest[rest.indexOf('--tag') + 1] ?? '', build(join(call.cwd, rest.at(-1) ?? '')))
    else if (verb === 'run') {
      const image = images.get(rest.at(-1) ?? '')
      assert.ok(image, `There is no image ${rest.at(-1)}.`)
      assert.ok(rest.includes('--detach'))
      assert.ok(rest[rest.indexOf('--volume') + 1]?.endsWith(`:${image.env.DATA_DIR}`), 'Nothing would last.')
      await replace(rest[rest.indexOf('--name') + 1] ?? '', image, (port) => envOf(image, port, {}))
    } else if (verb === 'exec') {
      const [name = '', ...command] = rest.filter((word) => !['--interactive', '--tty'].includes(word))
      return await inside(name, command, call.stdin)
    } else throw new Error(`unknown: ${call.args.join(' ')}`)
    return undefined
  })

  return {
    portOf: (name) => container(name).port,
    checkHealth: async (name) => void (await inside(name, container(name).image.healthCheck, '')),
    restart: async (name) => {
      const { image, env, program, port } = container(name)
      await program.stop()
      start(name, image, env, port)
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...containers.values()].map(({ program }) => program[Symbol.asyncDispose]()))
    },
  }
}

/** Options of `docker compose` itself, its verb, and the words after that which are no options. */
function composeWords(args: string[]): { file: string; verb: string | undefined; words: string[] } {
  const rest = [...args]
  let file = 'compose.yaml'
  while (rest[0]?.startsWith('--')) {
    const [option, value = ''] = rest.splice(0, 2)
    if (option === '--file') file = value
    else assert.deepEqual([option, value], ['--project-directory', '.'])
  }
  const [verb, ...after] = rest
  const isOption = (word: string) => ['--detach', '--build', '--no-deps'].includes(word)
  return { file, verb, words: verb === 'exec' ? after : after.filter((word) => !isOption(word)) }
}

/** The services of a compose file, with what `.env` beside them says. @throws Error where it lacks what they insist on. */
function readServices(file: string, project: string): Record<string, Service> {
  const env = existsSync(join(project, '.env')) ? parseEnv(readFileSync(join(project, '.env'), 'utf8')) : {}
  const { services } = parse(readFileSync(file, 'utf8'), { merge: true }) as { services: Record<string, Service> }
  for (const service of Object.values(services)) {
    const entries = Object.entries(service.environment ?? {})
    service.environment = Object.fromEntries(entries.map(([key, value]) => [key, interpolate(String(value), env)]))
  }
  return services
}

function interpolate(text: string, env: Record<string, string | undefined>): string {
  return text.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_all, name: string, kind: string, rest: string) => {
    if (env[name]) return env[name]
    if (kind === '?') throw new Error(`${name}: ${rest}`)
    return rest
  })
}
