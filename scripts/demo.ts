/** `npm run demo`: a company's worth of sample data in a database of its own, made anew each time, and served. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { hashPassword } from '../server/auth/passwords.ts'
import { machineNow } from '../server/clock.ts'
import type { Config } from '../server/config.ts'
import { connect } from '../server/db/connect.ts'
import { migrate } from '../server/db/migrate.ts'
import { serve } from '../server/serve.ts'
import { exitCleanly, readSettings } from '../server/startup.ts'
import { fillCompany } from './demo-company.ts'
import { PEOPLE } from './demo-data.ts'

await exitCleanly(async () => {
  const settings = readSettings()
  const file = join(settings.dataDir, 'demo.db')
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
  const config: Config = { ...settings, database: { kind: 'sqlite', file } }

  const password = randomBytes(9).toString('base64url')
  const { db, close } = await connect(config.database)
  await migrate(db)
  await fillCompany(db, await hashPassword(password, 'the console'), machineNow())
  await close()

  await serve(config)
  const names = (role: string) =>
    PEOPLE.filter((person) => person.role === role)
      .map((person) => person.username)
      .join(', ')
  process.stdout.write(
    `Log in as ${names('admin')} (admin), ${names('manager')} (managers) or ${names('member')} (members).\n` +
      `Everybody’s password is ${password}\n\n`,
  )
})
