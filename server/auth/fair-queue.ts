import { AppError } from '../errors.ts'

/**
 * What waits for what: passwords that are checked go before those that are chosen, so that no number of people who
 * register keeps others from logging in; and devices that have logged in before go before everybody else.
 */
export type Lane = 'known' | 'check' | 'choose'

/** Turns in which each lane is asked first: none waits for ever. */
const TURNS: readonly Lane[] = ['known', 'check', 'known', 'check', 'known', 'check', 'choose']
const LANES: readonly Lane[] = ['known', 'check', 'choose']

interface Job {
  start: () => void
  reject: (error: Error) => void
}

export interface Room {
  /** How many run at once. */
  running: number
  /** How many may wait in each lane. */
  waiting: Record<Lane, number>
}

/**
 * Runs so many jobs at once, and lets so many wait. In each lane the addresses that they come from take turns. Where a lane
 * is full, the address that has most waiting gives up its last one for an address that has fewer.
 */
export class FairQueue {
  readonly #room: Room
  /** By lane, then by address; the address whose turn it is comes first. */
  readonly #waiting: Record<Lane, Map<string, Job[]>> = { known: new Map(), check: new Map(), choose: new Map() }
  readonly #counts: Record<Lane, number> = { known: 0, check: 0, choose: 0 }
  #running = 0
  #turn = 0

  constructor(room: Room) {
    this.#room = room
  }

  /** @throws AppError `unavailable` when too many wait already, or one has to give way to other addresses. */
  run<T>(lane: Lane, address: string, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const start = () => {
        this.#running++
        work()
          .then(resolve, reject)
          .finally(() => {
            this.#running--
            this.#next()
          })
      }
      if (this.#running < this.#room.running) return start()
      if (!this.#makeRoom(lane, address)) return reject(busy())
      const jobs = this.#waiting[lane].get(address) ?? []
      jobs.push({ start, reject })
      this.#waiting[lane].set(address, jobs)
      this.#counts[lane]++
    })
  }

  /** Whether there is room for one more of an address, another one's last having been refused for it where need be. */
  #makeRoom(lane: Lane, address: string): boolean {
    if (this.#counts[lane] < this.#room.waiting[lane]) return true
    const own = this.#waiting[lane].get(address)?.length ?? 0
    const [longest = []] = [...this.#waiting[lane].values()].sort((a, b) => b.length - a.length)
    if (longest.length <= own + 1) return false
    longest.pop()?.reject(busy())
    this.#counts[lane]--
    return true
  }

  #next(): void {
    const first = TURNS[this.#turn++ % TURNS.length] as Lane
    const lane = [first, ...LANES].find((one) => this.#counts[one] > 0)
    if (lane !== undefined) this.#take(lane).start()
  }

  /** The next of a lane; its address goes to the end of the row. */
  #take(lane: Lane): Job {
    const addresses = this.#waiting[lane]
    const [address, jobs] = addresses.entries().next().value as [string, Job[]]
    addresses.delete(address)
    const job = jobs.shift() as Job
    if (jobs.length > 0) addresses.set(address, jobs)
    this.#counts[lane]--
    return job
  }
}

function busy(): AppError {
  return new AppError('unavailable', 'Too many are logging in at once.', { retryAfter: 2 })
}
