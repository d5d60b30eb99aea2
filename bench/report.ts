import { arch, availableParallelism, cpus, platform } from 'node:os'
import { loader, peerServer } from './load.ts'
import { pins } from './processes.ts'
import type { Pace } from './rounds.ts'

/** A row of the table, ready to print. */
export interface Line {
  measure: string
  ours: string
  floor?: string
  peer?: string
  timesPeer?: string
  timesFloor?: string
  target: string
  reached: boolean | undefined
}
