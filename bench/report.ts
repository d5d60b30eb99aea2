import { availableParallelism, cpus } from 'node:os'
import { type HostileLine, MAX_STALL_MS } from './hostile/stalls.ts'
import { loader } from './load.ts'
import { LOAD_CORE, pins, SERVER_CORE } from './processes.ts'
import type { Pace } from './rounds.ts'

/** A row of the table. */
export interface Line {
  measure: string
  ours: string
  floor?: string | undefined
  peer?: string | undefined
  timesPeer?: string | undefined
  ofFloor?: string | undefined
  target: string
  /** Undefined when it could not be measured here. */
  reached: boolean | undefined
}

const MAX_GROWTH = 1.3
const MIN_KEPT = 0.8

/** Requests a second of ours, of the floor, and of the peer where it runs. */
export function rateLine(
  measure: string,
  timesPeer: number,
  [ours, floor, peer]: [ours: number, floor: number, peer?: number],
): Line {
  return {
    measure,
    ours: perSecond(ours),
    floor: perSecond(floor),
    peer: peer === undefined ? 'not here' : perSecond(peer),
    timesPeer: peer === undefined ? undefined : `${(ours / peer).toFixed(1)} ×`,
    ofFloor: `${Math.round((100 * ours) / floor)} %`,
    target: `≥ ${timesPeer} × Flask`,
    reached: peer === undefined ? undefined : ours >= timesPeer * peer,
  }
}

/** Megabytes resident in memory; undefined where the system does not tell. */
export function memoryLine(
  measure: string,
  most: number,
  megabytes: { ours?: number | undefined; floor?: number | undefined },
): Line {
  const { ours, floor } = megabytes
  const show = (value: number | undefined) => (value === undefined ? 'not here' : `${Math.round(value)} MB`)
  return {
    measure: `${measure}: memory afterwards`,
    ours: show(ours),
    floor: show(floor),
    target: `< ${most} MB`,
    reached: ours === undefined ? undefined : ours < most,
  }
}

/** The latency of a list, in microseconds, in a small and in a large database. */
export function growthLine(measure: string, [few, many]: [few: number, many: number]): Line {
  const ratio = many / few
  return {
    measure,
    ours: `${Math.round(many)} µs, ${ratio.toFixed(2)} × ${Math.round(few)} µs`,
    target: `≤ ${MAX_GROWTH} ×`,
    reached: ratio <= MAX_GROWTH,
  }
}

/** Requests a second with a small and with a large database. */
export function rateGrowthLine(measure: string, [few, many]: [few: number, many: number]): Line {
  const ratio = many / few
  return {
    measure,
    ours: `${perSecond(many)}, ${ratio.toFixed(2)} × ${perSecond(few)}`,
    target: `≥ ${MIN_KEPT} ×`,
    reached: ratio >= MIN_KEPT,
  }
}

/** How long something took, and the most that it may take, in seconds. */
export function timeLine(measure: string, seconds: number, most: number): Line {
  const [units, unit, digits] = most < 1 ? [1000, 'ms', seconds < 0.01 ? 2 : 0] : [1, 's', 2]
  return {
    measure,
    ours: `${(seconds * units).toFixed(digits)} ${unit}`,
    target: `< ${most * units} ${unit}`,
    reached: seconds < most,
  }
}

/** How long an answer takes beyond what the floor takes for the same bytes, and the most that it may, in seconds. */
export function serverTimeLine(measure: string, [ours, floor]: [ours: number, floor: number], most: number): Line {
  const show = (seconds: number) => `${(seconds * 1000).toFixed(2)} ms`
  return {
    ...{ measure, ours: show(ours), floor: show(floor) },
    target: `< ${most * 1000} ms above the floor`,
    reached: ours - floor < most,
  }
}

/** How much is sent, in bytes, and what has to be more. */
export function sizeLine(measure: string, bytes: number, most: number): Line {
  const show = (value: number) => `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)} kB`
  return { measure, ours: show(bytes), target: `< ${show(most)}`, reached: bytes < most }
}

/** How long a task held the page up, in seconds; 0 when none was as long as browsers report. */
export function taskLine(measure: string, seconds: number, most: number): Line {
  const line = timeLine(measure, seconds, most)
  return seconds === 0 ? { ...line, ours: '< 50 ms' } : line
}

/** The whole of results.md. `notes` say what could not be measured, and why. */
export function report(
  lines: readonly Line[],
  notes: readonly string[],
  pace: Pace,
  stalls: readonly HostileLine[],
): string {
  const rows = lines.map((line) => [
    ...[line.measure, line.ours, line.floor, line.peer, line.timesPeer, line.ofFloor].map((cell) => cell ?? '–'),
    ...[line.target, line.reached === undefined ? 'not measured' : line.reached ? 'yes' : '**no**'],
  ])
  const head = ['measure', 'ours', 'floor', 'Flask', 'ours / Flask', 'ours / floor', 'target', 'reached']
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return [
    '# What the bench found',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}. ${conditions(pace)}`,
    table.join('\n'),
    ...notes,
    HOW_TO_READ,
    ...(stalls.length > 0 ? [stallTable(stalls)] : []),
    '',
  ].join('\n\n')
}

/** What each of the hardest requests holds up, with a mark where that is more than anything may. */
export function stallTable(stalls: readonly HostileLine[]): string {
  const milliseconds = (value: number) => `${Math.round(value)} ms`
  const rows = stalls.map(({ name, first, ...least }) => [
    ...[name, milliseconds(least.milliseconds), milliseconds(least.cpuMilliseconds), milliseconds(first.milliseconds)],
    least.milliseconds > MAX_STALL_MS ? '**no**' : 'yes',
  ])
  const head = ['request', 'longest stall', 'of it on the CPU', 'the first time', `≤ ${MAX_STALL_MS} ms`]
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return ['## How long one request holds everybody else up', ABOUT_STALLS, table.join('\n')].join('\n\n')
}

const ABOUT_STALLS = `\`npm run bench -- hostile\`, on ${new Date().toISOString().slice(0, 10)}; ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}, SQLite. Each request is sent alone,
several times, to a server that looks at the clock every millisecond: the longest time between two looks is the stall, the
least of all times counts, as whatever else the machine does only adds to it, and what the thread itself used of the CPU
stands beside it. The first time, when code is loaded and compiled, is not counted; “first” and “not read before” are sent to
servers that have just started.`

function conditions({ rounds, seconds }: Pace): string {
  const cores = pins
    ? `servers on core ${SERVER_CORE}, load on core ${LOAD_CORE}`
    : 'servers and load wherever the system puts them'
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${cores}`,
    `Node ${process.versions.node}, SQLite ${process.versions.sqlite} with synchronous=FULL`,
    `load from ${loader}; medians of ${rounds} rounds of ${seconds} s.`,
  ].join('; ')
}

const HOW_TO_READ = `## How to read it

Each server is one process: ours, the Flask application that answers the same (\`bench/peers\`, gunicorn with one
worker), and the floor, a bare \`node:http\` server that gives the bytes of our answers from memory. All of them get
the same rows and the same requests in the same run, a round each in turn, so that what slows the machine slows them
alike: the ratios of the medians hold from machine to machine, requests a second do not. Where the system can, both
cores are kept awake by a process that gives way to everything else, as waking a core of a virtual machine may take
longer than an answer. What is missing to 100 % of the floor is what our code costs: routing, access, SQL, the work of
an answer. A write is answered once it is committed and on the disk, with the token checked; passwords are not a part
of it. Latencies are medians over one connection, the two databases taking turns; those of time off too, so HTTP on
loopback is in them, and writing the JSON; how much of that is HTTP, the floor shows. The list of employees is five
pages, whose latencies are added up. Pages of a database that fits into memory are read from there. The many replies
are copies of a thousand that were sent, with tallies to match, under ids that are spread as those of replies are.
After a rush of as many replies as the server takes, results are asked for at once: they have every one of them.

Pages are opened in Chromium on the same machine, in its whole speed, each time with an empty cache. The home page, an
administrator's in a company of 200 people, can be used when its heading and all its parts are there and no long task
follows; what it has fetched is counted as it came, compressed, with answers and headers. The first paint is that of content.
The calendar is scrolled by the wheel from its top to its bottom; browsers report tasks from 50 ms on, and the longest one
of all rounds counts.`

function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en')}/s`
}
