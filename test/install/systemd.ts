/** Obeys a unit file as systemd would, as far as that goes without it. */
import assert from 'node:assert/strict'
import { chownSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { type Machine, ORDINARY } from './machine.ts'
import { notTried } from './notes.ts'
import { begin, type Program } from './program.ts'

const OBEYED = ['User', 'WorkingDirectory', 'StateDirectory', 'StateDirectoryMode', 'UMask', 'Environment']
OBEYED.push('EnvironmentFile', 'ExecStart', 'TimeoutStopSec')
/** What a unit's processes find commands by. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin'

/** The settings of a unit's sections, all together; those that are given several times, in their order. */
function readUnit(text: string): Map<string, string[]> {
  const settings = new Map<string, string[]>()
  for (const [, name = '', value = ''] of text.matchAll(/^([A-Z]\w+)=(.*)$/gm)) {
    settings.set(name, [...(settings.get(name) ?? []), value])
  }
  return settings
}

export interface Services extends AsyncDisposable {
  /** What the service has printed since it was started last. */
  output(): string
}

/** Answers for `systemctl` on a machine. */
export function startSystemd(machine: Machine): Services {
  let unit: Map<string, string[]> | undefined
  let program: Program | undefined
  const stop = async () => {
    await program?.stop(Number(unit?.get('TimeoutStopSec')?.[0]) * 1000)
    program = undefined
  }
  const start = () => {
    assert.ok(unit, 'Units are read at `systemctl daemon-reload`.')
    program = run(machine, unit)
  }
  machine.answer('systemctl', async ({ args }) => {
    const [verb, ...rest] = args
    if (verb === 'daemon-reload') {
      unit = readUnit(readFileSync(join(machine.root, 'etc/systemd/system/teamroom.service'), 'utf8'))
      const others = [...unit.keys()].filter((name) => !OBEYED.includes(name))
      notTried(`systemd unit, ${others.join(', ')}`, 'there is no systemd to run it')
      return
    }
    assert.equal(rest.at(-1), 'teamroom')
    if (verb === 'stop') await stop()
    else if (verb === 'restart') await stop().then(start)
    else if (verb === 'start' || (verb === 'enable' && rest[0] === '--now')) start()
    else throw new Error(`unknown: ${args.join(' ')}`)
  })
  return {
    output: () => program?.output() ?? '',
    [Symbol.asyncDispose]: async () => program?.[Symbol.asyncDispose](),
  }
}

function run(machine: Machine, unit: Map<string, string[]>): Program {
  const one = (name: string) => unit.get(name)?.at(-1)
  const account = one('User')
  assert.ok(account && machine.knows(account), `There is no account ${account}.`)
  const state = join(machine.root, 'var/lib', one('StateDirectory') ?? '')
  const { uid, gid } = ORDINARY
  mkdirSync(state, { recursive: true, mode: Number.parseInt(one('StateDirectoryMode') ?? '755', 8) })
  if (uid !== undefined) chownSync(state, uid, gid)
  const files = (unit.get('EnvironmentFile') ?? []).map((file) => readFileSync(file, 'utf8'))
  const set = [...(unit.get('Environment') ?? []), ...files].map((text) => parseEnv(text))
  return begin({
    command: one('ExecStart')?.split(' ') ?? [],
    cwd: one('WorkingDirectory') ?? '/',
    env: { PATH, USER: account, ...Object.assign({}, ...set) },
    umask: one('UMask') ?? '0022',
    ...ORDINARY,
  })
}
