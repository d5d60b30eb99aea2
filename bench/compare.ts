import { load, type Request } from './load.ts'
import { residentMegabytes } from './processes.ts'
import { type Line, memoryLine, rateLine } from './report.ts'
import { type Pace, takeTurns } from './rounds.ts'
import { type Site, startFloor, startOurs, startPeer, withAdmin } from './servers.ts'

/** The measures of one module: what is asked of us, of the peer that answers the same, and of the floor. */
export interface Suite<Rows> {
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
  /** To reach: less than this resident in memory after the measure. */
  megabytes?: number
  request(site: Site, rows: Rows): Request
}

interface Contender {
  site: Site
  requests: Request[]
}

const CONNECTIONS = 32

/**
 * Takes every measure of a suite on each server in turn. `folder` is empty, and theirs alone.
 * `note` is told why there is no peer, when there is none.
 */
export async function compare<Rows>(
  suite: Suite<Rows>,
  folder: string,
  pace: Pace,
  note: (sentence: string) => void,
): Promise<Line[]> {
  const prepare = async (site: Site): Promise<Contender> => {
    const rows = await suite.fill(site)
    return { site, requests: suite.measures.map(({ request }) => request(site, rows)) }
  }
  const ours = await prepare(await withAdmin(await startOurs(folder)))
  const floor = { ...ours, site: await startFloor(ours.site, ours.requests, folder) }
  const peer = await startPeer(suite.peer, folder).catch((error: Error) => {
    note(`Flask was not measured: ${error.message}.`)
    return undefined
  })
  const contenders = [ours, floor, ...(peer ? [await prepare(peer)] : [])]

  const lines: Line[] = []
  for (const [i, { name, timesPeer, megabytes }] of suite.measures.entries()) {
    const rates = await takeTurns(contenders, pace, async ({ site, requests }, seconds) => {
      const { perSecond } = await load(site.url, requests[i] as Request, CONNECTIONS, seconds)
      return perSecond
    })
    lines.push(rateLine(name, timesPeer, rates as [number, number, number?]))
    if (megabytes === undefined) continue
    lines.push(
      memoryLine(name, megabytes, { ours: residentMegabytes(ours.site), floor: residentMegabytes(floor.site) }),
    )
  }
  await Promise.all(contenders.map(({ site }) => site.stop()))
  return lines
}
