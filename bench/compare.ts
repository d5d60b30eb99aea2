import { load, type Request } from './load.ts'
import { residentMegabytes } from './processes.ts'
import { type Line, times } from './report.ts'
import { type Pace, takeTurns } from './rounds.ts'
import { type Site, startFloor, startOurs, startPeer, withAdmin } from './servers.ts'

/** The measures of one module: what is asked of us, of the peer that answers the same, and of the floor. */
export interface Suite<Rows = unknown> {
  /** A Flask application in peers/. */
  peer: string
  /** Gives a fresh server its rows, the same on ours and on the peer. */
  fill(site: Site): Promise<Rows>
  /** In the order in which they are taken: those that write come last. */
  measures: Measure<Rows>[]
}

interface Measure<Rows> {
  name: string
  /** To reach: so many times the peer's rate. */
  timesPeer: number
  /** To reach: no more than this resident in memory after the measure. */
  megabytes?: number
  request(site: Site, rows: Rows): Request
}

interface Contender {
  site: Site
  requests: Request[]
}

const CONNECTIONS = 32

/** Takes every measure of a suite on each server in turn. `folder` is empty, and theirs alone. */
export async function compare<Rows>(suite: Suite<Rows>, folder: string, pace: Pace): Promise<Line[]> {
  const prepare = async (site: Site): Promise<Contender> => {
    const rows = await suite.fill(site)
    return { site, requests: suite.measures.map(({ request }) => request(site, rows)) }
  }
  const ours = await prepare(await withAdmin(await startOurs(folder)))
  const peer = await startPeer(suite.peer, folder).then(prepare, whyNot)
  const floor = { ...ours, site: await startFloor(ours.site, ours.requests, folder) }
  const contenders = { ours, floor, ...('site' in peer && { peer }) }

  const lines: Line[] = []
  for (const [i, measure] of suite.measures.entries()) {
    const rates = await takeTurns(contenders, pace, async ({ site, requests }, seconds) => {
      const { perSecond } = await load(site.url, requests[i] as Request, CONNECTIONS, seconds)
      return perSecond
    })
    lines.push(rateLine(measure, rates, 'missing' in peer ? peer.missing : ''))
    if (measure.megabytes !== undefined) lines.push(memoryLine(measure.name, measure.megabytes, contenders))
  }
  await Promise.all(Object.values(contenders).map(({ site }) => site.stop()))
  return lines
}

function whyNot(error: Error): { missing: string } {
  return { missing: error.message }
}
