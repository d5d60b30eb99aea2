import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

/** The longest that an event loop was held up, and the most that its thread worked between two looks. */
export interface Stall {
  milliseconds: number
  cpuMilliseconds: number
}

/** No request may hold everybody else up for longer. */
export const MAX_STALL_MS = 50

/** A hostile request, and the least of the worst stalls that it made. */
export interface HostileLine extends Stall {
  name: string
  /** Of the one that was not counted, as what it needs is loaded and compiled with it. */
  first: Stall
}

/** The worst stall of the server that watches itself at this socket, since the last time that it was asked. */
export async function worstStall(path: string): Promise<Stall> {
  return JSON.parse(await text(connect(path)))
}

/** The least of several, each by itself: what else the machine does only adds to a stall. */
export function leastOf(stalls: readonly Stall[]): Stall {
  return {
    milliseconds: Math.min(...stalls.map(({ milliseconds }) => milliseconds)),
    cpuMilliseconds: Math.min(...stalls.map(({ cpuMilliseconds }) => cpuMilliseconds)),
  }
}
