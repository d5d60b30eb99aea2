/** Migrates the database, but halts at the end of the migration that it is given, until its standard input ends. */
import { once } from 'node:events'
import { readConfig } from '../../server/config.ts'
import { connect } from '../../server/db/connect.ts'
import { migrate } from '../../server/db/migrate.ts'
import { type Migration, migrations } from '../../server/db/migrations/index.ts'

const halting = ({ name, up }: Migration): Migration => ({
  name,
  up: async (trx, now) => {
    await up(trx, now)
    if (name !== process.argv[2]) return
    process.stdout.write('halted\n')
    await once(process.stdin.resume(), 'end')
  },
})

const { db, close } = await connect(readConfig(process.env).database)
await migrate(db, migrations.map(halting))
await close()
