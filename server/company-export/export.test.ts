import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ROOM } from '../../test/databases.ts'
import { fillEverything, ODD } from '../../test/everything.ts'
import { calendarProblems } from '../../test/feeds/calendar-checker.ts'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { openSurvey, reply } from '../../test/surveys.ts'
import { unzipped } from '../../test/zip.ts'
import type { ArchiveFile } from '../privacy/archive.ts'
import { DATA_MAP } from '../privacy/data-map/data-map.ts'
import { CommandError } from '../startup.ts'
import { withExport } from './actions.ts'
import { describeColumn } from './columns.ts'
import { EXPORTED, LEFT_OUT, shownColumns } from './contents.ts'
import { writeFiles } from './place.ts'

const MOOD = { questions: [{ id: 'mood', type: 'rating', title: 'Mood?' }] }
const WHY = { questions: [{ id: 'why', type: 'text', title: 'Why?' }], text_threshold: 5 }

const ON_LINUX = { skip: process.platform !== 'linux' }

let teamroom: Teamroom
let admin: Account
let files: Map<string, string>
let folder: string
/** Surveys by what they are. */
let ids: Record<'named' | 'early' | 'told' | 'texts' | 'gone', string>

before(async () => {
  teamroom = await startTeamroom()
  admin = await fillEverything(teamroom)
  const open = async (fields: Record<string, unknown>, replies: Record<string, unknown>[]) => {
    const survey = await openSurvey(admin, { audience: 'anyone', ...fields })
    for (const answers of replies) await reply(admin, survey.public_key, answers)
    return survey.id as string
  }
  const six = Array.from({ length: 6 }, (_, i) => i)
  ids = {
    named: await open({ ...MOOD, title: 'Named', anonymous: false }, [{ mood: 4 }]),
    early: await open({ ...WHY, title: 'Early' }, [{ why: 'Too early to be shown' }]),
    told: await open(
      { ...MOOD, title: 'Told', whole_replies: true, text_threshold: 5 },
      six.map((i) => ({ mood: (i % 5) + 1 })),
    ),
    texts: await open(
      { ...WHY, title: 'Texts' },
      six.map(() => ({ why: 'Everybody says so' })),
    ),
    gone: await open({ ...MOOD, title: 'Gone survey', anonymous: false }, [{ mood: 1 }]),
  }
  await admin.send('DELETE', `/api/surveys/${ids.gone}`)
  folder = mkdtempSync(join(ROOM, 'teamroom-export-'))
  const archive = join(folder, 'all.zip')
  await write(archive)
  files = unzipped(readFileSync(archive))
})
after(async () => {
  rmSync(folder, { recursive: true })
  await teamroom.stop()
})

/** Exports everything; `work` gets the files before they are read. */
function exporting(work: (files: readonly ArchiveFile[]) => Promise<void>): Promise<void> {
  const { db, deps } = teamroom
  return withExport(db, deps.config.database, deps.now(), work)
}

function write(place: string): Promise<void> {
  return exporting((all) => writeFiles(place, all, teamroom.deps.now()))
}

const json = (name: string) => JSON.parse(files.get(name) as string)

describe('what an export has', () => {
  it('is every table, or says why it is not', () => {
    const readme = files.get('README.md') as string
    for (const { table, file } of EXPORTED) {
      assert.ok(json(`${file.name}.json`).length > 0, `${table} has no rows`)
      assert.ok((files.get(`${file.name}.csv`) as string).split('\r\n').length > 2, `${table} has no rows`)
      assert.ok(readme.includes(`## ${file.name}.csv`), table)
    }
    for (const [table, because] of LEFT_OUT) assert.ok(readme.includes(`\`${table}\` | ${because}`), table)
    assert.equal(EXPORTED.length + LEFT_OUT.length, Object.keys(DATA_MAP).length)
  })

  it('has every column described', () => {
    const missing = EXPORTED.flatMap(({ table, file }) =>
      shownColumns(table, file).flatMap((column) => (describeColumn(table, column) ? [] : [`${table}.${column}`])),
    )
    assert.deepEqual(missing, [])
  })

  it('has all rows of a table, as they are', async () => {
    const people = await teamroom.db.selectFrom('employees').select(['id', 'name']).orderBy('id').execute()
    assert.ok(people.some(({ name }) => name.includes(ODD)))
    assert.deepEqual(
      json('people.json').map(({ id, name }: { id: string; name: string }) => ({ id, name })),
      people,
    )
    const calendar = files.get('time-off.ics') as string
    assert.deepEqual(calendarProblems(Buffer.from(calendar)), [])
    const events = calendar.match(/^BEGIN:VEVENT\r$/gm)
    const held = await teamroom.db
      .selectFrom('time_off_requests')
      .select('id')
      .where('status', 'in', ['pending', 'approved'])
      .execute()
    assert.equal(events?.length, held.length)
  })

  it('has each piece of news as Markdown with what else is known of it', async () => {
    const posts = await teamroom.db.selectFrom('posts').select(['slug', 'content', 'title']).execute()
    for (const { slug, content, title } of posts) {
      const text = files.get(`news/${slug}.md`) as string
      assert.ok(text.startsWith('---\n') && text.endsWith(`---\n\n${content}\n`))
      assert.ok(text.includes(`\ntitle: ${JSON.stringify(title)}\n`))
    }
  })

  it('has replies where they may be read, and results as they are shown', () => {
    const of = (id: string) =>
      [...files.keys()].filter((name) => name.startsWith(`surveys/${id}/`)).map((name) => name.split('/')[2])
    assert.deepEqual(of(ids.named), ['results.json', 'replies.csv', 'codebook.csv', 'replies.json'])
    assert.match(
      files.get(`surveys/${ids.named}/replies.csv`) as string,
      /^\ufeffsubmitted_at,respondent,Mood\?\r\n[^,]+,[^,]*,4\r\n$/,
    )
    assert.deepEqual(of(ids.early), ['results.json', 'texts.csv'])
    assert.deepEqual(json(`surveys/${ids.early}/results.json`).results.hidden, true)
    assert.deepEqual(of(ids.told), ['results.json', 'replies.csv', 'codebook.csv', 'replies.json', 'texts.csv'])
    assert.equal((files.get(`surveys/${ids.told}/replies.csv`) as string).split('\r\n').length, 1 + 6 + 1)
    assert.equal((files.get(`surveys/${ids.texts}/texts.csv`) as string).match(/Everybody says so/g)?.length, 6)
    assert.deepEqual(of(ids.gone), [])
  })

  it('has no secret, and nothing that ties an anonymous reply to anybody', async () => {
    const { db } = teamroom
    const all = [...files.values()].join('\n')
    const secrets = [
      ...(await db.selectFrom('users').select('password_hash as secret').execute()),
      ...(await db.selectFrom('surveys').select('receipt_key as secret').execute()),
      ...(await db.selectFrom('surveys').select('link_key as secret').execute()),
      ...(await db.selectFrom('survey_links').select('token_hash as secret').execute()),
      ...(await db.selectFrom('calendar_feeds').select('token_hash as secret').execute()),
      ...(await db.selectFrom('calendar_feeds').select('uid_key as secret').execute()),
      ...(await db.selectFrom('invites').select('token_hash as secret').execute()),
      ...(await db.selectFrom('refresh_tokens').select('hash as secret').execute()),
      ...(await db.selectFrom('survey_replies').select('id as secret').execute()),
      ...(await db.selectFrom('survey_words').select('id as secret').where('id', '<>', 'word').execute()),
    ]
    for (const { secret } of secrets) assert.ok(!all.includes(secret), secret)
    for (const text of ['Too early to be shown', 'Gone survey', ids.gone]) assert.ok(!all.includes(text), text)
    for (const name of ['replies.csv', 'replies.json', 'texts.csv']) {
      const text = files.get(`surveys/${ids.told}/${name}`) as string
      assert.doesNotMatch(text, /submitted_at|respondent|\d\d:\d\d|"day"/, name)
    }
    for (const one of json(`surveys/${ids.told}/replies.json`).replies) assert.deepEqual(Object.keys(one), ['answers'])
  })
})

describe('the place of an export', () => {
  it('is an archive or a folder with the same in it, which only its owner reads', async () => {
    const unpacked = join(folder, 'new', 'folder')
    await write(unpacked)
    const names = readdirSync(unpacked, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    assert.equal(names.length, files.size)
    for (const { parentPath, name } of names) assert.equal(statSync(join(parentPath, name)).mode & 0o777, 0o600)
    assert.equal(statSync(unpacked).mode & 0o777, 0o700)
    assert.equal(statSync(join(folder, 'all.zip')).mode & 0o777, 0o600)
    assert.equal(readFileSync(join(unpacked, 'people.csv'), 'utf8'), files.get('people.csv'))
  })

  it('is refused where something is, and left as it was where writing fails', async () => {
    await assert.rejects(write(join(folder, 'all.zip')), CommandError)
    await assert.rejects(write(folder), /is not empty/)
    writeFileSync(join(folder, 'file'), '')
    await assert.rejects(write(join(folder, 'file', 'inside.zip')), CommandError)
    const broken = [{ name: 'a.txt', text: () => failing() }]
    for (const place of ['broken.zip', 'broken']) {
      await assert.rejects(writeFiles(join(folder, place), broken, teamroom.deps.now()), /in the middle/)
    }
    assert.deepEqual(readdirSync(folder).sort(), ['all.zip', 'file', 'new'])
  })
})

describe('an export that others write beside', () => {
  it('has everything as it was at one moment', async () => {
    const place = join(folder, 'one-moment')
    const { db } = teamroom
    let first: string | undefined
    await exporting(async (all) => {
      const person = await db.selectFrom('employees').selectAll().orderBy('id').limit(1).executeTakeFirstOrThrow()
      first = person.name
      await db.updateTable('employees').set({ name: 'Renamed meanwhile' }).where('id', '=', person.id).execute()
      await db.updateTable('posts').set({ content: 'Written meanwhile.' }).execute()
      const survey = await openSurvey(admin, { ...MOOD, title: 'Opened meanwhile', anonymous: false })
      await reply(admin, survey.public_key, { mood: 5 })
      const named = (await admin.send('GET', `/api/surveys/${ids.named}`)).body
      await reply(admin, named.public_key, { mood: 1 })
      await writeFiles(place, all, teamroom.deps.now())
    })
    const read = (name: string) => readFileSync(join(place, name), 'utf8')
    assert.equal(JSON.parse(read('people.json'))[0].name, first)
    assert.equal(read('surveys.json'), files.get('surveys.json'))
    assert.equal(read('news.csv'), files.get('news.csv'))
    assert.equal(read(`surveys/${ids.named}/replies.csv`), files.get(`surveys/${ids.named}/replies.csv`))
    assert.equal(read(`surveys/${ids.named}/results.json`), files.get(`surveys/${ids.named}/results.json`))
    for (const name of readdirSync(place, { recursive: true, encoding: 'utf8' })) {
      if (statSync(join(place, name)).isFile()) assert.doesNotMatch(read(name), /meanwhile/, name)
    }
  })

  it('says so where its folder cannot be made, and does not try for ever', ON_LINUX, async () => {
    await assert.rejects(write('/proc/nowhere/export'), (error: Error) => {
      assert.ok(error instanceof CommandError, String(error.stack))
      assert.match(error.message, /^\/proc\/nowhere\/export cannot be written/)
      return true
    })
  })
})

async function* failing(): AsyncGenerator<string> {
  yield 'begun'
  throw new Error('in the middle')
}
