import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { walk } from '../../../test/pages.ts'
import {
  addEditor,
  choices,
  EVERY_ANSWER,
  EVERY_TYPE,
  makeSurvey,
  openSurvey,
  publish,
  reply,
  replyTimes,
} from '../../../test/surveys.ts'
import { sheetOf } from '../../../test/workbooks.ts'
import { uninert } from '../../tables/formula-rules.ts'

let teamroom: Teamroom
let owner: Account
let peer: Account

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  owner = await teamroom.account('member', 'Olga')
  peer = await teamroom.account('member', 'Peer')
})
after(() => teamroom.stop())

type Row = Record<string, string>

/** The rows of a CSV file, by the titles of their columns, as a spreadsheet shows them. */
function rowsOf(csv: string): Row[] {
  const rows: Row[] = parse(csv, { bom: true, columns: true, record_delimiter: '\r\n' })
  const shown = ([title, cell]: [string, string]) => [uninert(title), uninert(cell)]
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(shown)))
}

async function read(survey: { id: string }, path: string, { send } = owner) {
  const answer = await send('GET', `/api/surveys/${survey.id}/${path}`)
  assert.equal(answer.status, 200, answer.text)
  return answer
}

const NAMED = { anonymous: false, one_reply_each: false }
/** Of an anonymous survey, whole replies may be read from the fifth on. */
const WHOLE = { one_reply_each: false, whole_replies: true, text_threshold: 5 }

/** Stores replies without asking whether they may be; `count` of them at once. */
async function store(surveyId: string, answers: readonly object[]): Promise<void> {
  const rows = answers.map((each) => ({
    ...{ survey_id: surveyId, id: randomUUID(), form_version: 1, answers: JSON.stringify(each) as never },
    ...{ day: '2026-03-02', submitted_at: null, user_id: null, link_id: null, once_key: null },
  }))
  for (let i = 0; i < rows.length; i += 1_000) {
    await teamroom.db
      .insertInto('survey_replies')
      .values(rows.slice(i, i + 1_000))
      .execute()
  }
  const change = (count: number) => ({ reply_count: count })
  const { count } = await teamroom.db
    .selectFrom('survey_replies')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('survey_id', '=', surveyId)
    .executeTakeFirstOrThrow()
  await teamroom.db.updateTable('surveys').set(change(count)).where('id', '=', surveyId).execute()
}

describe('GET /api/surveys/:id/replies.csv', () => {
  it('has a row for each reply, with who sent it and when', async () => {
    const survey = await openSurvey(owner, { ...NAMED, questions: EVERY_TYPE })
    const at = teamroom.clock.now.toISOString()
    await replyTimes(peer, survey.public_key, 1, () => EVERY_ANSWER)
    await replyTimes(owner, survey.public_key, 1, () => ({ text: 'Olga' }))
    const file = await read(survey, 'replies.csv')
    assert.equal(file.headers['content-type'], 'text/csv; charset=utf-8')
    assert.equal(file.headers['content-disposition'], 'attachment; filename="Lunch 2026-03-02.csv"')
    assert.ok(file.text.startsWith('\ufeffsubmitted_at,respondent,Your name,'))
    const rows = rowsOf(file.text).sort((a, b) => ((a.respondent ?? '') < (b.respondent ?? '') ? -1 : 1))
    assert.equal(rows.length, 2)
    const { submitted_at, respondent, ...cells } = rows[1] ?? assert.fail()
    assert.deepEqual([submitted_at, respondent], [at, 'Peer'])
    assert.deepEqual(Object.values(cells), [
      ...['Ann', 'Well.\nIt was warm.', 'The soup', '', '1', '0', '0', 'Sundays', '4', '9', 'yes', '2.5', '2026-03-02'],
      ...['2', '3', '1', 'The good', 'The bad'],
    ])
    assert.deepEqual(rows[0], {
      ...Object.fromEntries(Object.keys(cells).map((title) => [title, ''])),
      ...{ submitted_at: at, respondent: 'Olga', 'Your name': 'Olga' },
    })
  })

  it('names the address of a link, and nobody behind a public one', async () => {
    const invited = await openSurvey(owner, { audience: 'invited', anonymous: false })
    const { body } = await owner.send('POST', `/api/surveys/${invited.id}/links`, { addresses: ['ann@example.com'] })
    assert.equal((await reply(teamroom, body[0].key)).status, 201)
    assert.equal(rowsOf((await read(invited, 'replies.csv')).text)[0]?.respondent, 'ann@example.com')
    const open = await openSurvey(owner, { audience: 'anyone', anonymous: false })
    assert.equal((await reply(peer, open.public_key)).status, 201)
    assert.equal(rowsOf((await read(open, 'replies.csv')).text)[0]?.respondent, '')
  })

  it('keeps to itself who replied anonymously, when, and to which version', async () => {
    const survey = await openSurvey(owner, WHOLE)
    await replyTimes(peer, survey.public_key, 5, (i) => ({ lunch: `Dish ${i}` }))
    const rows = rowsOf((await read(survey, 'replies.csv')).text)
    assert.deepEqual([...new Set(rows.flatMap((row) => Object.keys(row)))], ['What would you like?'])
    assert.deepEqual(
      rows.map((row) => row['What would you like?']).sort(),
      [0, 1, 2, 3, 4].map((i) => `Dish ${i}`),
    )
    const stored = await teamroom.db
      .selectFrom('survey_replies')
      .select('answers')
      .where('survey_id', '=', survey.id)
      .orderBy('id')
      .execute()
    assert.deepEqual(
      rows.map((row) => ({ lunch: row['What would you like?'] })),
      stored.map(({ answers }) => answers),
    )
  })

  it('has no formula that a spreadsheet would run, in titles neither', async () => {
    const texts = ['=1+1', '+1', '@SUM(A1)', '-1', "'=1", '\t=1', ' =1']
    const questions = [{ type: 'long_text', id: 'lunch', title: '=HYPERLINK("http://example.com")' }]
    const survey = await openSurvey(owner, { ...NAMED, questions })
    await replyTimes(peer, survey.public_key, texts.length, (i) => ({ lunch: texts[i] }))
    const { text } = await read(survey, 'replies.csv')
    for (const cell of parse(text, { bom: true }).flat()) assert.doesNotMatch(cell, /^[=+\-@\t\r]/)
    assert.deepEqual(
      rowsOf(text)
        .map((row) => row['=HYPERLINK("http://example.com")'])
        .sort(),
      texts.toSorted(),
    )
  })

  it('has quotes, line ends, semicolons and emoji as they were written', async () => {
    const texts = [
      '"quoted", and "more"',
      'two\nlines',
      'three\r\nlines\r',
      'a;b;c',
      'tab\there',
      '👩‍🍳 é ｅ',
      '\ufeffmark',
      ',,,',
    ]
    const questions = [
      { type: 'long_text', id: 'lunch', title: 'What; "would"\nyou, like? 🍲' },
      { type: 'single_choice', id: 'one', title: 'One', choices: [{ id: 'a', label: 'A; "b", c' }], other: true },
    ]
    const survey = await openSurvey(owner, { ...NAMED, questions })
    await replyTimes(peer, survey.public_key, texts.length, (i) => ({
      ...{ lunch: texts[i], one: i === 0 ? 'a' : { other: `=other; "${i}"` } },
    }))
    const rows = rowsOf((await read(survey, 'replies.csv')).text)
    assert.deepEqual(rows.map((row) => row['What; "would"\nyou, like? 🍲']).sort(), texts.toSorted())
    assert.deepEqual(
      rows.map((row) => `${row.One}|${row['One (other)']}`).sort(),
      ['A; "b", c|', ...texts.slice(1).map((_, i) => `Other|=other; "${i + 1}"`)].sort(),
    )
  })

  it('stays one row a reply in whichever way a text breaks its lines', async () => {
    const breaks = ['\n', '\r', '\r\n', '\v', '\f', '\u2028']
    const questions = [{ type: 'long_text', id: 'lunch', title: 'What?' }]
    const survey = await openSurvey(owner, { ...NAMED, questions })
    await replyTimes(peer, survey.public_key, breaks.length, (i) => ({ lunch: `First line${breaks[i]}Second line` }))
    const { text } = await read(survey, 'replies.csv')
    for (const record_delimiter of ['\r\n', ['\r\n', '\n', '\r']]) {
      assert.equal(parse(text, { bom: true, record_delimiter }).length, breaks.length + 1)
    }
    for (const end of breaks) assert.ok(text.includes(`"First line${end}Second line"`), JSON.stringify(end))
  })

  it('has numbers that the spreadsheet of a locale counts with, and a workbook has them as numbers', async () => {
    const survey = await openSurvey(owner, { ...NAMED, title: 'Größe: 1/2', questions: EVERY_TYPE })
    await replyTimes(peer, survey.public_key, 1, () => EVERY_ANSWER)
    const german = await read(survey, 'replies.csv?locale=de-DE')
    const [titles = [], row = []]: string[][] = parse(german.text, { bom: true, delimiter: ';' })
    assert.equal(row[titles.indexOf('How many?')], '2,5')
    const { bytes, headers } = await read(survey, 'replies.xlsx')
    assert.equal(
      headers['content-disposition'],
      `attachment; filename="Gro_e 1 2 2026-03-02.xlsx"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%201%202%202026-03-02.xlsx`,
    )
    const [header = [], cells = []] = await sheetOf(bytes)
    const cell = (title: string) => cells[header.indexOf(title)]
    assert.deepEqual([cell('How many?'), cell('The kitchen'), cell('Your name')], [2.5, 4, 'Ann'])
    assert.deepEqual([cell('Your opinion'), cell('Days [The mon]')], ['Well.\nIt was warm.', 1])
  })

  it('tells what was skipped from what was not asked, and numbers stay numbers', async () => {
    const shown_if = { match: 'all', conditions: [{ question: 'again', operator: 'is', value: true }] }
    const questions = [
      { type: 'yes_no', id: 'again', title: 'Again?' },
      { type: 'number', id: 'often', title: 'How often?', shown_if },
    ]
    const survey = await openSurvey(owner, { ...NAMED, questions })
    const replies = [{ again: true, often: 2 }, { again: true }, { again: false }, {}]
    await replyTimes(peer, survey.public_key, replies.length, (i) => replies[i] ?? {})
    const rows = rowsOf((await read(survey, 'replies.csv')).text)
    const cells = rows.map((row) => `${row['Again?']}|${row['How often?']}`).sort()
    assert.deepEqual(cells, ['no|NA', 'yes|', 'yes|2', '|NA'])
    const sheet = await sheetOf((await read(survey, 'replies.xlsx')).bytes)
    assert.ok(sheet.some((row) => row.at(-1) === 2))
  })

  it('is hidden while an anonymous survey has too few replies', async () => {
    const survey = await openSurvey(owner, WHOLE)
    for (const count of [0, 1, 2, 3, 4, 5]) {
      for (const path of ['replies.csv', 'replies.xlsx', 'replies.json', 'questions/lunch/answers']) {
        const { status, body } = await owner.send('GET', `/api/surveys/${survey.id}/${path}`)
        assert.equal(status, count < 5 ? 409 : 200, `${count} ${path}`)
        if (count < 5) assert.match(body.message, /shown from 5 answers on/)
      }
      await replyTimes(peer, survey.public_key, 1)
    }
  })

  it('has a header alone while nobody has replied', async () => {
    const draft = await makeSurvey(owner, NAMED)
    assert.equal((await read(draft, 'replies.csv')).text, '\ufeffsubmitted_at,respondent\r\n')
    assert.deepEqual((await read(draft, 'replies.json')).body.replies, [])
  })

  it('has an ETag that changes with every reply and name, and a head', async () => {
    const survey = await openSurvey(owner, NAMED)
    const path = `/api/surveys/${survey.id}/replies.csv`
    await replyTimes(peer, survey.public_key, 1)
    const { headers } = await read(survey, 'replies.csv')
    const { etag = '' } = headers
    const known = { 'if-none-match': etag }
    const again = await owner.send('GET', path, undefined, known)
    assert.deepEqual([again.status, again.text, again.headers.etag], [304, '', etag])
    const head = await owner.send('HEAD', path)
    assert.deepEqual([head.status, head.text, head.headers.etag], [200, '', etag])
    assert.equal(head.headers['content-type'], headers['content-type'])
    await replyTimes(peer, survey.public_key, 1)
    const { etag: second = '' } = (await owner.send('GET', path, undefined, known)).headers
    assert.notEqual(second, etag)
    const renamed = await teamroom.account('member')
    await replyTimes(renamed, survey.public_key, 1)
    const { etag: third = '' } = (await read(survey, 'replies.csv')).headers
    await teamroom.db.updateTable('users').set({ username: 'New', version: 2 }).where('id', '=', renamed.id).execute()
    assert.equal((await owner.send('GET', path, undefined, { 'if-none-match': third })).status, 200)
  })
})

describe('GET /api/surveys/:id/codebook.csv', () => {
  const codebook = async (survey: { id: string }) => {
    const { text, headers } = await read(survey, 'codebook.csv')
    assert.match(headers['content-disposition'] ?? '', /filename="Lunch codebook 2026-03-02.csv"/)
    return rowsOf(text)
  }

  it('has each column of the replies with ids, type and labels', async () => {
    const survey = await openSurvey(owner, { ...NAMED, questions: EVERY_TYPE })
    const rows = await codebook(survey)
    const [titles = []]: string[][] = parse((await read(survey, 'replies.csv')).text, { bom: true })
    assert.deepEqual([...new Set(rows.map(({ title }) => title))], titles.map(uninert))
    assert.deepEqual(
      [...new Set(rows.map(({ column }) => Number(column)))],
      titles.map((_, i) => i + 1),
    )
    const valuesOf = (wanted: string) =>
      rows.filter(({ title }) => title === wanted).map(({ value, value_id, meaning }) => [value, value_id, meaning])
    const missing = [
      ['', '', 'skipped'],
      ['NA', '', 'not asked: the question was not in this version, or earlier answers left it out'],
    ]
    assert.deepEqual(valuesOf('Lunch'), [
      ['The soup', 'soup', 'chosen'],
      ['The salad', 'salad', 'chosen'],
      ['Other', 'other', 'something that is no choice'],
      ...missing,
    ])
    assert.deepEqual(valuesOf('Days [The mon]'), [['1', 'mon', 'chosen'], ['0', 'mon', 'not chosen'], ...missing])
    assert.deepEqual(valuesOf('How was it? [The food]')[0], ['The good', 'good', 'chosen for this row'])
    const food = rows.find(({ title }) => title === 'How was it? [The food]')
    assert.deepEqual(
      [food?.question, food?.item, food?.type, food?.item_wording],
      ['matrix', 'food', 'matrix', 'The food'],
    )
    assert.deepEqual(valuesOf('How many?'), [['', '', 'a number'], ...missing])
  })

  it('has every wording, with the versions that have it', async () => {
    const survey = await openSurvey(owner, NAMED)
    await replyTimes(peer, survey.public_key, 1)
    const question = { type: 'text', id: 'lunch', title: 'What did you like?' }
    await owner.send('PATCH', `/api/surveys/${survey.id}`, { questions: [question] })
    await publish(owner, survey.id)
    const worded = (await codebook(survey)).filter(({ question, wording }) => question === 'lunch' && wording !== '')
    assert.deepEqual(
      worded.map(({ versions, wording }) => [versions, wording]),
      [
        ['2', 'What did you like?'],
        ['1', 'What would you like?'],
      ],
    )
  })

  it('says of an anonymous survey that nobody can tell skipped from not asked, once its replies are shown', async () => {
    const survey = await openSurvey(owner, WHOLE)
    assert.equal((await owner.send('GET', `/api/surveys/${survey.id}/codebook.csv`)).status, 409)
    await replyTimes(peer, survey.public_key, 5, (i) => ({ lunch: `Dish ${i}` }))
    const meanings = (await codebook(survey)).map(({ meaning }) => meaning)
    assert.deepEqual(meanings, ['a text', 'skipped or not asked: telling them apart could tell who replied'])
  })
})

describe('GET /api/surveys/:id/replies.json', () => {
  it('has what was asked and what was answered, in the words of that time', async () => {
    const lunch = { type: 'single_choice', id: 'lunch', title: 'Lunch?', choices: choices('soup'), other: true }
    const survey = await openSurvey(owner, { ...NAMED, questions: [lunch] })
    await replyTimes(peer, survey.public_key, 1, () => ({ lunch: 'soup' }))
    const changed = { ...lunch, title: 'Dinner?', choices: [{ id: 'soup', label: 'Hot soup' }] }
    await owner.send('PATCH', `/api/surveys/${survey.id}`, { questions: [changed] })
    await publish(owner, survey.id)
    await replyTimes(owner, survey.public_key, 1, () => ({ lunch: { other: 'Dumplings' } }))
    const { body, headers } = await read(survey, 'replies.json')
    assert.equal(headers['content-type'], 'application/json; charset=utf-8')
    assert.deepEqual(body.survey, {
      ...{ id: survey.id, title: 'Lunch', description: '', audience: 'members' },
      ...{ anonymous: false, one_reply_each: false, time_zone: survey.time_zone },
    })
    assert.deepEqual(
      body.versions.map(({ version, questions }: { version: number; questions: { title: string }[] }) => [
        version,
        questions.map(({ title }) => title),
      ]),
      [
        [1, ['Lunch?']],
        [2, ['Dinner?']],
      ],
    )
    const submitted_at = teamroom.clock.now.toISOString()
    assert.deepEqual(
      body.replies.toSorted((a: { version: number }, b: { version: number }) => a.version - b.version),
      [
        {
          ...{ version: 1, submitted_at, respondent: 'Peer' },
          answers: [{ question: 'lunch', title: 'Lunch?', value: 'soup', label: 'The soup' }],
        },
        {
          ...{ version: 2, submitted_at, respondent: 'Olga' },
          answers: [{ question: 'lunch', title: 'Dinner?', value: { other: 'Dumplings' }, label: 'Dumplings' }],
        },
      ],
    )
  })

  it('has nothing but the answers of those who replied anonymously', async () => {
    const survey = await openSurvey(owner, { ...WHOLE, questions: EVERY_TYPE })
    await replyTimes(peer, survey.public_key, 5, () => EVERY_ANSWER)
    const { body } = await read(survey, 'replies.json')
    assert.equal(body.replies.length, 5)
    for (const one of body.replies) {
      assert.deepEqual(Object.keys(one), ['answers'])
      const values = one.answers.map(({ question, value }: { question: string; value: unknown }) => [question, value])
      assert.deepEqual(Object.fromEntries(values), EVERY_ANSWER)
    }
  })
})

describe('GET /api/surveys/:id/questions/:question/answers', () => {
  const pathOf = ({ id }: { id: string }, question: string) => `/api/surveys/${id}/questions/${question}/answers`
  // biome-ignore lint/suspicious/noExplicitAny: rows of a list.
  const texts = (rows: any[]) => rows.map(({ text }) => text).sort()

  it('lists what people wrote, a page at a time: texts, and words in place of a choice', async () => {
    const survey = await openSurvey(owner, { ...NAMED, questions: EVERY_TYPE })
    const answers = [
      { text: 'one', single_choice: 'soup', multiple_choice: ['mon', 'tue'] },
      { long_text: 'a\nb', single_choice: { other: 'Dumplings' }, multiple_choice: [{ other: 'Sundays' }, 'mon'] },
      { text: '{"other":"x"}', single_choice: { other: 'soup' }, multiple_choice: ['tue', { other: 'None' }] },
      { text: 'null', rating: 3 },
      {},
    ]
    await replyTimes(peer, survey.public_key, answers.length, (i) => answers[i] ?? {})
    const expected = {
      text: ['null', 'one', '{"other":"x"}'],
      long_text: ['a\nb'],
      single_choice: ['Dumplings', 'soup'],
      multiple_choice: ['None', 'Sundays'],
    }
    for (const [question, words] of Object.entries(expected)) {
      const rows = await walk(owner.send, `${pathOf(survey, question)}?limit=1`)
      assert.deepEqual(texts(rows), words)
      assert.deepEqual(Object.keys(rows[0]), ['text', 'submitted_at', 'respondent'])
      assert.deepEqual((await owner.send('GET', pathOf(survey, question))).body, rows)
    }
    for (const question of ['rating', 'matrix', 'none', 'text"]']) {
      assert.equal((await owner.send('GET', pathOf(survey, encodeURIComponent(question)))).status, 404)
    }
  })

  it('says who wrote it and when, where names are given', async () => {
    const survey = await openSurvey(owner, NAMED)
    await replyTimes(peer, survey.public_key, 1, () => ({ lunch: '=Soup' }))
    assert.deepEqual((await owner.send('GET', pathOf(survey, 'lunch'))).body, [
      { text: '=Soup', submitted_at: teamroom.clock.now.toISOString(), respondent: 'Peer' },
    ])
  })
})

describe('the replies to a survey', () => {
  it('are for its owner, its editors and administrators', async () => {
    const survey = await openSurvey(owner, NAMED)
    const editor = await teamroom.account('member')
    await addEditor(teamroom.db, survey.id, editor)
    const admin = await teamroom.account('admin')
    const readers = [teamroom, peer, editor, owner, admin]
    for (const path of ['replies.csv', 'replies.json', 'questions/lunch/answers']) {
      const statuses = readers.map(async ({ send }) => (await send('GET', `/api/surveys/${survey.id}/${path}`)).status)
      assert.deepEqual(await Promise.all(statuses), [401, 404, 200, 200, 200], path)
      const nowhere = '/api/surveys/0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'
      assert.equal((await owner.send('GET', `${nowhere}/${path}`)).status, 404)
    }
  })

  it('add up: every file has every reply once', async () => {
    const survey = await openSurvey(owner, { ...NAMED, questions: EVERY_TYPE })
    const answersOf = (i: number) => ({
      ...{ single_choice: ['soup', 'salad', { other: `Dish ${i}` }][i % 3], rating: 1 + (i % 5) },
      ...(i % 4 === 0 && { multiple_choice: ['mon', { other: `Day ${i}` }] }),
    })
    await store(
      survey.id,
      Array.from({ length: 1_200 }, (_, i) => answersOf(i)),
    )
    const rows = rowsOf((await read(survey, 'replies.csv')).text)
    const { replies } = (await read(survey, 'replies.json')).body
    const count = (title: string, cell: string) => rows.filter((row) => row[title] === cell).length
    assert.deepEqual([rows.length, replies.length], [1_200, 1_200])
    assert.deepEqual(
      [count('Lunch', 'The soup'), count('Lunch', 'The salad'), count('Lunch', 'Other'), count('Days [The mon]', '1')],
      [400, 400, 400, 300],
    )
    assert.equal(new Set(rows.map((row) => row['Lunch (other)'])).size, 401)
    const words = await walk(owner.send, `/api/surveys/${survey.id}/questions/multiple_choice/answers?limit=200`)
    assert.deepEqual(words.map(({ text }) => text).sort(), rows.flatMap((row) => row['Days (other)'] || []).sort())
    assert.equal(words.length, 300)
  })
})

describe('a long export', () => {
  it('has each reply once that was there when it began, while others come in', async () => {
    const survey = await openSurvey(owner, NAMED)
    await store(
      survey.id,
      Array.from({ length: 5_000 }, (_, i) => ({ lunch: `Dish ${i}` })),
    )
    let isDone = false
    const others = (async () => {
      let count = 0
      for (; !isDone; count++) {
        assert.equal((await reply(peer, survey.public_key, { lunch: `Late ${count}` })).status, 201)
      }
      return count
    })()
    const [file, json] = await Promise.all([read(survey, 'replies.csv'), read(survey, 'replies.json')])
    isDone = true
    assert.ok((await others) > 5, 'nobody replied meanwhile')
    const found = [
      rowsOf(file.text).map((row) => row['What would you like?'] ?? ''),
      json.body.replies.map(({ answers }: { answers: { value: string }[] }) => answers[0]?.value),
    ]
    for (const texts of found) {
      assert.equal(new Set(texts).size, texts.length)
      assert.equal(texts.filter((text: string) => text.startsWith('Dish')).length, 5_000)
    }
  })

  it('ends with the client who goes away, and leaves nothing behind', async () => {
    const survey = await openSurvey(owner, NAMED)
    await store(
      survey.id,
      Array.from({ length: 20_000 }, (_, i) => ({ lunch: `Dish ${i} ${'x'.repeat(400)}` })),
    )
    const unhandled: unknown[] = []
    const note = (error: unknown) => void unhandled.push(error)
    process.on('unhandledRejection', note)
    await teamroom.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = teamroom.app.server.address() as AddressInfo
    const headers = { authorization: `Bearer ${owner.token}` }
    for (const name of ['replies.csv', 'replies.json']) {
      const path = `/api/surveys/${survey.id}/${name}`
      const received = await new Promise<number>((resolve, reject) => {
        const client = httpRequest({ port, host: '127.0.0.1', path, headers }, (response) => {
          response.once('data', (chunk: Buffer) => {
            response.destroy()
            resolve(chunk.length)
          })
          response.on('error', () => {})
        })
        client.on('error', reject).end()
      })
      assert.ok(received > 0)
    }
    const connections = () =>
      new Promise<number>((resolve, reject) =>
        teamroom.app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      )
    while ((await connections()) > 0) await setTimeout(20)
    process.off('unhandledRejection', note)
    assert.deepEqual([await connections(), unhandled], [0, []])
    // What reads for others is free: a whole file is there as before.
    assert.equal(rowsOf((await read(survey, 'replies.csv')).text).length, 20_000)
  })
})
