import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { pino } from 'pino'
import { type Account, type Client, clientOf, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { makeSurvey, openSurvey, publish } from '../../../test/surveys.ts'
import { buildApp } from '../../app.ts'
import type { App } from '../../http/app-type.ts'

/** A reference to a long address, so often that the HTML would be many times as long. */
const TOO_MUCH = `[a]: https://b.example/${'c'.repeat(900)}\n\n${'[a] '.repeat(500)}`
const ALL = { welcome: 'Hello', thanks: 'Bye' }

let teamroom: Teamroom
let ann: Account

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())
beforeEach(async () => {
  ann = await teamroom.account('member')
})

const open = (key: string | null, send: Client = teamroom.send, headers: Record<string, string> = {}) =>
  send('GET', `/api/surveys/public/${key}`, undefined, headers)

/** What is stored of a survey's texts, by version. */
const stored = (id: string) =>
  teamroom.db.selectFrom('survey_texts').selectAll().where('survey_id', '=', id).orderBy('version').execute()

/** Takes what was rendered away, as if the survey had been published by an earlier version. */
async function forget(id: string): Promise<void> {
  await teamroom.db.deleteFrom('survey_texts').where('survey_id', '=', id).execute()
}

/** A second server on the same database, which has nothing in its memory yet. */
async function onAnotherServer(work: (send: Client, app: App) => Promise<void>): Promise<void> {
  const app = await buildApp(teamroom.deps, pino({ level: 'silent' }))
  try {
    await work(clientOf(app, {}), app)
  } finally {
    await app.close()
  }
}

describe('the texts of a survey', () => {
  it('are rendered when it is published, each version once', async () => {
    const { id, public_key } = await openSurvey(ann, { audience: 'anyone', ...ALL })
    assert.deepEqual(await stored(id), [
      {
        survey_id: id,
        version: 1,
        html: { welcome: '<p>Hello</p>\n', thanks: '<p>Bye</p>\n', sections: {}, questions: {} },
      },
    ])
    await ann.send('PATCH', `/api/surveys/${id}`, { welcome: '*Hi*' })
    assert.equal((await stored(id)).length, 1)
    await publish(ann, id)
    assert.deepEqual(
      (await stored(id)).map(({ html }) => html.welcome),
      ['<p>Hello</p>\n', '<p><em>Hi</em></p>\n'],
    )
    assert.equal((await open(public_key)).body.welcome_html, '<p><em>Hi</em></p>\n')
  })

  it('are read and not rendered for those who answer', async () => {
    const { id, public_key } = await openSurvey(ann, { audience: 'anyone', ...ALL })
    const html = { welcome: 'as it was stored', thanks: '', sections: {}, questions: {} }
    await teamroom.db
      .updateTable('survey_texts')
      .set({ html: JSON.stringify(html) as never })
      .where('survey_id', '=', id)
      .execute()
    assert.equal((await open(public_key)).body.welcome_html, 'as it was stored')
  })

  it('are rendered once for those of an earlier version, however many ask at once', async () => {
    const { id, public_key } = await openSurvey(ann, { audience: 'anyone', welcome: 'Ten chars.'.repeat(500) })
    await forget(id)
    const answers = await Promise.all(Array.from({ length: 20 }, () => open(public_key)))
    for (const { status, body } of answers) {
      assert.equal(status, 200)
      assert.equal(body.welcome_html, `<p>${'Ten chars.'.repeat(500)}</p>\n`)
    }
    assert.equal((await stored(id)).length, 1)
  })

  it('are rendered when first read where they are published on the older paths', async () => {
    const question = { name: 'Lunch', duedate: '2099-01-01', questions: [{ content: 'Soup?', type: 'text' }] }
    assert.equal((await ann.send('POST', '/addsurvey', question)).status, 200)
    const [survey] = (await ann.send('GET', '/api/surveys')).body
    assert.deepEqual(await stored(survey.id), [])
    assert.equal((await open(survey.public_key)).status, 200)
    assert.equal((await stored(survey.id)).length, 1)
  })

  it('are not published when they would be very much HTML, and say which they are', async () => {
    const { id } = await makeSurvey(ann, { sections: [{ title: 'S', text: TOO_MUCH }], thanks: TOO_MUCH })
    const { status, body } = await ann.send('POST', `/api/surveys/${id}/publication`)
    const sentence = ['Too many tables, lists or links: make it shorter.']
    assert.deepEqual([status, body.errors.json], [422, { thanks: sentence, 'sections.0.text': sentence }])
    assert.equal((await ann.send('GET', `/api/surveys/${id}`)).body.published_version, null)
  })

  it('are shown as they were written where such ones have been published before', async () => {
    const { id, public_key } = await openSurvey(ann, { audience: 'anyone', ...ALL })
    const form = { welcome: `${TOO_MUCH}<b>`, thanks: '*Bye*', sections: [], questions: [] }
    await teamroom.db
      .updateTable('survey_forms')
      .set({ form: JSON.stringify(form) as never })
      .where('survey_id', '=', id)
      .execute()
    await forget(id)
    await onAnotherServer(async (send) => {
      const { body, text } = await open(public_key, send)
      assert.ok(body.welcome_html === `<pre>${TOO_MUCH}&lt;b&gt;</pre>\n`)
      assert.equal(body.thanks_html, '<p><em>Bye</em></p>\n')
      assert.ok(text.length < 2 * TOO_MUCH.length)
    })
  })

  it('show no pictures, and so fetch nothing from elsewhere', async () => {
    const text = '![a picture](https://elsewhere.example/x.gif)'
    const { public_key } = await openSurvey(ann, {
      ...{ audience: 'anyone', welcome: text, thanks: text, sections: [{ id: 's', title: 'S', text }] },
      questions: [{ id: 'q', type: 'yes_no', title: 'Q?', text, section: 's' }],
    })
    const { body } = await open(public_key)
    const shown = [body.welcome_html, body.thanks_html, body.sections[0].text_html, body.text_html.q]
    assert.deepEqual(shown, Array(4).fill('<p>a picture</p>\n'))
  })
})

describe('the ETag of a survey', () => {
  it('is compared before anything is read or rendered', async () => {
    const { id, public_key } = await openSurvey(ann, { audience: 'anyone', ...ALL })
    const { etag = '' } = (await open(public_key)).headers
    await forget(id)
    await onAnotherServer(async (send) => {
      assert.equal((await open(public_key, send, { 'if-none-match': etag })).status, 304)
      assert.deepEqual(await stored(id), [])
      const whole = await open(public_key, send, { 'if-none-match': '"another"' })
      assert.deepEqual([whole.status, whole.headers.etag], [200, etag])
    })
  })
})
