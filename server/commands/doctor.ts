import type { Config } from '../config.ts'
import { connect } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import { CommandError } from '../startup.ts'
import { examine } from '../time-off/doctor/actions.ts'

/**
 * `teamroom doctor`: proves every balance from the ledger alone, while the server may be running.
 * @throws CommandError naming everything that does not add up.
 */
export async function doctor(config: Config): Promise<void> {
  const { db, close } = await connect(config.database)
  try {
    await migrate(db)
    const { employees, accounts, findings } = await examine(db)
    const looked = `Looked at ${accounts} accounts of ${employees} employees`
    if (findings.length > 0) {
      const lines = findings.map(({ employee, sentence }) => `${employee.name} (${employee.id}): ${sentence}`)
      throw new CommandError(`${lines.join('\n')}\n${looked}: ${findings.length} things do not add up.`)
    }
    process.stdout.write(`${looked}: everything adds up.\n`)
  } finally {
    await close()
  }
}
