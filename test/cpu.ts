/** How long work keeps this thread busy, in milliseconds of its own: what else the machine does meanwhile counts for nothing. */
export function cpuMsOf(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
