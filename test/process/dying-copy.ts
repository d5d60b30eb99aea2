/** Copies the database of the settings to the address that it is given, a few rows at once, and dies behind so many times. */
import { copyDatabase } from '../../server/copy/actions.ts'
import { readDatabase, readSettings } from '../../server/startup.ts'

const [to, times] = process.argv.slice(2)
let added = 0
await copyDatabase(
  readSettings().database,
  readDatabase('--to', to),
  {
    added: () => {
      added++
      if (added === Number(times)) process.kill(process.pid, 'SIGKILL')
    },
  },
  { rows: 3, characters: 5_000 },
)
