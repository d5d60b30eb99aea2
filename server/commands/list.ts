import { readSettings } from '../startup.ts'
import type { Command } from './command.ts'

/** Every command of `teamroom`; what one of them takes to run is loaded when it is called. */
export const COMMANDS: readonly Command[] = [
  {
    usage: 'serve',
    summary: 'migrate, then serve',
    run: async () => (await import('../serve.ts')).serve(readSettings()),
  },
  {
    usage: 'migrate [--new]',
    summary: 'bring the database up to date',
    details: 'With --new, a database that was lost is begun anew, empty: whoever comes first sets it up.',
    options: { new: { type: 'boolean' } },
    run: async (_, options) => (await import('./migrate.ts')).migrateOnly(readSettings(), options),
  },
  {
    usage: 'user add NAME [--role ROLE] [--email E]',
    summary: 'make an account; its password is asked for, or read from a pipe',
    details:
      'ROLE is admin, manager or member: without one, the first account is an administrator’s, any other a member’s.',
    options: { role: { type: 'string' }, email: { type: 'string' } },
    run: async ([name = ''], options) => (await import('./user.ts')).addUser(readSettings(), name, options),
  },
  {
    usage: 'user password NAME',
    summary: 'give an account another password, and end its sessions',
    run: async ([name = '']) => (await import('./user.ts')).changeUserPassword(readSettings(), name),
  },
  {
    usage: 'user reset NAME',
    summary: 'print a link to choose another password by',
    run: async ([name = '']) => (await import('./user.ts')).printResetLink(readSettings(), name),
  },
  {
    usage: 'person export NAME [FILE]',
    summary: 'write everything on a person into a ZIP archive',
    details:
      'NAME is a user name, an employee’s name, or the id of either. The archive has each kind of data as JSON and as CSV, ' +
      'and no secrets; without FILE it is named by the id.',
    run: async ([name = '', file]) => (await import('./person.ts')).exportPerson(readSettings(), name, file),
  },
  {
    usage: 'person erase NAME [--yes]',
    summary: 'put a pseudonym in place of a person, and delete what only they need',
    details:
      'Says what will happen, then asks for the name; with --yes it does not ask, and without a terminal it changes nothing. ' +
      'Every number stays. Somebody who works here is given a last day first.',
    options: { yes: { type: 'boolean' } },
    run: async ([name = ''], options) => (await import('./person.ts')).erasePersonAt(readSettings(), name, options),
  },
  {
    usage: 'copy [--to URL] [--to-file FILE]',
    summary: 'copy everything into another, empty database, such as one of PostgreSQL',
    details:
      'Copies the database that DATABASE_URL names into the one that URL, or what stands in FILE, names, in either direction between SQLite and ' +
      'PostgreSQL, compares both, and runs the doctor on the copy. Stop the server before. A copy that was interrupted ' +
      'goes on where it was when the same command is given again; until then no server starts on it.',
    options: { to: { type: 'string' }, 'to-file': { type: 'string' } },
    run: async (_words, options) => {
      const { copy, readTarget } = await import('./copy.ts')
      await copy(readSettings(), readTarget(options))
    },
  },
  {
    usage: 'export [PLACE]',
    summary: 'write everything that belongs to the company into CSV, JSON, Markdown and iCalendar files',
    details:
      'PLACE is a file that ends in .zip, or a new folder; without it, the archive is named by the day. Its README.md says ' +
      'what each file and column holds. Of anonymous surveys it has what administrators are shown, and no more. The server ' +
      'may be running.',
    run: async ([place]) => (await import('./export.ts')).exportCompany(readSettings(), place),
  },
  {
    usage: 'config check',
    summary: 'say what is set, without secrets, or what is wrong with it',
    run: async () => (await import('./config.ts')).checkConfig(readSettings()),
  },
  {
    usage: 'doctor [--json]',
    summary: 'prove that everything in the database adds up; changes nothing',
    details:
      'It exits with 0 when all is good, with 1 when something is wrong, and with 2 when not everything could be looked at.',
    options: { json: { type: 'boolean' } },
    run: async (_, options) => void (await (await import('./doctor.ts')).doctor(readSettings, options)),
  },
  {
    usage: 'backup [PLACE] [--keep N] [--json]',
    summary: 'save the database and its keys as one file, while the server may be running',
    details:
      'PLACE is a folder, a file that ends in .tar.zst, or an address such as s3://bucket/folder; without one, what BACKUP\n' +
      'says, or DATA_DIR/backups. --keep deletes all but the newest N backups of the folder, once the new one is whole.',
    options: { keep: { type: 'string' }, json: { type: 'boolean' } },
    run: async ([place], options) => (await import('./backup.ts')).makeBackup(readSettings(), place, options),
  },
  {
    usage: 'verify PLACE',
    summary: 'prove that a backup is whole, and say what it holds',
    run: async ([place = '']) => (await import('./backup.ts')).verifyBackup(readSettings(), place),
  },
  {
    usage: 'restore PLACE [--replace] [--accept-findings]',
    summary: 'put a backup in the place of the database, while no server runs',
    details:
      '--replace makes a database with accounts give way: it is kept beside, under another name. --accept-findings restores\n' +
      'a backup in which something does not add up, as `teamroom doctor` would say.',
    options: { replace: { type: 'boolean' }, 'accept-findings': { type: 'boolean' } },
    run: async ([place = ''], options) => (await import('./backup.ts')).restoreBackup(readSettings(), place, options),
  },
  {
    usage: 'upgrade FILE [--settings FILE] [--restart COMMAND] [--stop COMMAND] [--wait SECONDS]',
    summary: 'put a new release in the place of this one, and go back where it does not start',
    details:
      'FILE is a release, with its SHA256SUMS beside it. It is checked, and unpacked beside the one that runs; the database is\n' +
      'backed up, the link "current" switched, and the server started anew by the COMMAND of --restart, such as\n' +
      '"systemctl restart teamroom". It has 120 seconds to be ready, or those of --wait: then everything is put back as it was.\n' +
      'With --stop, such as "systemctl stop teamroom", nothing is written after the backup. --settings names a file with the\n' +
      "server's settings, such as systemd's EnvironmentFile, where this command's environment lacks them.",
    options: {
      settings: { type: 'string' },
      restart: { type: 'string' },
      stop: { type: 'string' },
      wait: { type: 'string' },
    },
    run: async ([file = ''], options) => (await import('./upgrade.ts')).upgradeTo(file, options),
  },
]
