/** Keeps a core busy until the process that started it is gone. */
const SLICE_MS = 50

process.once('disconnect', () => process.exit())
work()

function work(): void {
  const end = performance.now() + SLICE_MS
  while (performance.now() < end);
  setImmediate(work)
}
