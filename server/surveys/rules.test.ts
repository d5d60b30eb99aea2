import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AppError } from '../errors.ts'
import { changedSettings, DEFAULTS, isOver, requireOpen, stateOf } from './rules.ts'
import type { SettingsInput } from './schema.ts'
import type { Settings, SurveyRow } from './store.ts'

const NOW = '2026-03-02T09:00:00.000Z'
const BEFORE = '2026-03-02T08:59:59.999Z'
const AFTER = '2026-03-02T09:00:00.001Z'

type Dated = Pick<SurveyRow, 'published_version' | 'closed_at' | 'opens_at' | 'due_at' | 'reply_cap' | 'reply_count'>
const survey = (of: Partial<Dated> = {}): Dated => ({
  ...{ published_version: 1, closed_at: null, opens_at: null, due_at: null, reply_cap: null, reply_count: 0 },
  ...of,
})

function refusal(work: () => unknown): [kind: string, said: unknown] | undefined {
  try {
    work()
  } catch (error) {
    const { kind, message, errors } = error as AppError
    return [kind, errors?.json ?? message]
  }
  return undefined
}

describe('the state of a survey', () => {
  const cases: [of: Partial<Dated>, state: string, why: string][] = [
    [{ published_version: 0 }, 'draft', 'it is a draft until it is published'],
    [{ published_version: 0, due_at: BEFORE, closed_at: BEFORE, opens_at: AFTER }, 'draft', 'whatever its dates are'],
    [{}, 'open', 'then it is open'],
    [{ opens_at: AFTER }, 'scheduled', 'unless it opens later'],
    [{ opens_at: NOW }, 'open', 'and opens at the very instant'],
    [{ due_at: AFTER }, 'open', 'it stays open before its deadline'],
    [{ due_at: NOW }, 'closed', 'and is closed at the very instant'],
    [{ closed_at: AFTER }, 'closed', 'it is closed once somebody has closed it'],
    [{ closed_at: BEFORE, opens_at: AFTER }, 'closed', 'be it before it opens'],
    [{ reply_cap: 2, reply_count: 1 }, 'open', 'it is open below its cap'],
    [{ reply_cap: 2, reply_count: 2 }, 'full', 'and full at it'],
    [{ reply_cap: 2, reply_count: 2, due_at: BEFORE }, 'closed', 'closed counts for more than full'],
    [{ reply_cap: 2, reply_count: 2, opens_at: AFTER }, 'scheduled', 'and so does scheduled'],
  ]
  for (const [of, state, why] of cases) it(why, () => assert.equal(stateOf(survey(of), NOW), state))
})

describe('taking replies', () => {
  const due_at = '2026-03-02T16:00:00.000Z'
  const opened = (now: string, openedAt: string | null, of: Partial<Dated> = {}) =>
    refusal(() => requireOpen(survey({ due_at, ...of }), now, openedAt))
  const CLOSED = ['gone', 'This survey is closed.']

  it('is refused with the reason', () => {
    const reasons: [Partial<Dated>, string, string][] = [
      [{ published_version: 0 }, 'conflict', 'This survey is not published yet.'],
      [{ opens_at: AFTER }, 'conflict', `This survey opens at ${AFTER}.`],
      [{ reply_cap: 1, reply_count: 1 }, 'conflict', 'This survey has all the replies that it asked for.'],
      [{ closed_at: BEFORE }, ...(CLOSED as [string, string])],
      [{ due_at: NOW }, ...(CLOSED as [string, string])],
    ]
    for (const [of, ...said] of reasons)
      assert.deepEqual(
        refusal(() => requireOpen(survey(of), NOW)),
        said,
      )
    assert.equal(
      refusal(() => requireOpen(survey(), NOW)),
      undefined,
    )
  })

  it('goes on for five minutes, to the second, for a page that was opened in time', () => {
    assert.equal(opened('2026-03-02T15:59:59.999Z', null), undefined)
    assert.deepEqual(opened('2026-03-02T16:00:00.000Z', null), CLOSED)
    for (const openedAt of ['2026-03-02T12:00:00.000Z', '2026-03-02T16:00:00.000Z']) {
      assert.equal(opened('2026-03-02T16:00:00.000Z', openedAt), undefined)
      assert.equal(opened('2026-03-02T16:04:59.000Z', openedAt), undefined)
      assert.equal(opened('2026-03-02T16:05:00.000Z', openedAt), undefined)
      assert.deepEqual(opened('2026-03-02T16:05:00.001Z', openedAt), CLOSED)
    }
    assert.deepEqual(opened('2026-03-02T16:01:00.000Z', '2026-03-02T16:00:00.001Z'), CLOSED)
  })

  it('is over for good after that, or once somebody has closed it', () => {
    const over = (now: string, of: Partial<Dated> = {}) => isOver(survey({ due_at, ...of }), now)
    for (const now of ['2026-03-02T15:00:00.000Z', due_at, '2026-03-02T16:05:00.000Z']) {
      assert.equal(over(now), false)
      assert.equal(over(now, { closed_at: BEFORE }), true)
    }
    assert.equal(over('2026-03-02T16:05:00.001Z'), true)
    assert.equal(over('2999-01-01T00:00:00.000Z', { due_at: null }), false)
  })

  it('does not go on where somebody has closed it, or where it is full', () => {
    const [now, openedAt] = ['2026-03-02T16:01:00.000Z', '2026-03-02T15:00:00.000Z']
    assert.deepEqual(opened(now, openedAt, { closed_at: BEFORE }), CLOSED)
    assert.equal(opened(now, openedAt, { reply_cap: 1, reply_count: 1 })?.[0], 'conflict')
  })
})

describe('settings', () => {
  const plain: Settings = { ...DEFAULTS, title: 'Lunch', time_zone: 'Europe/Berlin' }
  const change = (input: SettingsInput, of: Partial<Settings> = {}, replies = 0) =>
    changedSettings({ ...plain, ...of }, input, replies, NOW)
  const said = (...of: Parameters<typeof change>) => refusal(() => change(...of))

  it('stay as they are but for what is changed', () => {
    assert.deepEqual(change({}), plain)
    const all: SettingsInput = {
      ...{
        title: 'Dinner',
        description: 'What?',
        audience: 'anyone' as const,
        anonymous: false,
        one_reply_each: false,
      },
      ...{ listed: false, reply_cap: 7, opens_at: '2026-03-03T10:00:00+01:00', due_at: '2026-03-04T00:00:00Z' },
      ...{ threshold: 6, text_threshold: 12, results_when: 'closed' as const, whole_replies: true, split_by: 'q' },
      language: 'pt-BR',
      time_zone: 'Asia/Tokyo',
    }
    assert.deepEqual(change(all), {
      ...{ ...all, anonymous: 0, one_reply_each: 0, listed: 0, whole_replies: 1 },
      ...{ opens_at: '2026-03-03T09:00:00.000Z', due_at: '2026-03-04T00:00:00.000Z' },
    })
    const dated = { opens_at: NOW, due_at: AFTER, reply_cap: 3 }
    assert.deepEqual(change({ opens_at: null, due_at: null, reply_cap: null }, dated), plain)
  })

  it('follow from the audience whether each replies once', () => {
    assert.equal(change({ audience: 'anyone' }).one_reply_each, 0)
    assert.equal(change({ audience: 'invited' }, { one_reply_each: 0 }).one_reply_each, 1)
    assert.deepEqual(said({ audience: 'anyone', one_reply_each: true }), [
      'invalid',
      { one_reply_each: ['Behind a public link all are alike.'] },
    ])
    assert.deepEqual(said({ audience: 'invited', one_reply_each: false }), [
      'invalid',
      { one_reply_each: ['A link of one’s own is good for one reply.'] },
    ])
    assert.deepEqual(said({ one_reply_each: true }, { audience: 'anyone', one_reply_each: 0 })?.[0], 'invalid')
    for (const one_reply_each of [true, false])
      assert.equal(change({ one_reply_each }).one_reply_each, Number(one_reply_each))
    const forAnyone = { audience: 'anyone', one_reply_each: 0 } as const
    assert.equal(change({ audience: 'members' }, forAnyone).one_reply_each, 1)
    assert.equal(change({ audience: 'members', one_reply_each: false }, forAnyone).one_reply_each, 0)
    assert.equal(change({ title: 'Dinner' }, { one_reply_each: 0 }).one_reply_each, 0)
  })

  it('have no deadline that has passed, nor one before the survey opens', () => {
    const past = ['invalid', { due_at: ['Must not be in the past.'] }]
    assert.deepEqual(said({ due_at: NOW }), past)
    assert.deepEqual(said({ due_at: BEFORE }), past)
    assert.equal(said({ due_at: AFTER }), undefined)
    assert.equal(said({ title: 'Dinner' }, { due_at: BEFORE }), undefined)
    assert.equal(said({ due_at: BEFORE }, { due_at: BEFORE }), undefined)
    assert.deepEqual(said({ due_at: '2026-03-02T09:59:00+01:00' }), past)
    const early = ['invalid', { due_at: ['Must be later than opens_at.'] }]
    assert.deepEqual(said({ opens_at: AFTER, due_at: AFTER }), early)
    assert.deepEqual(said({ opens_at: '2026-03-05T00:00:00Z' }, { due_at: '2026-03-04T00:00:00.000Z' }), early)
  })

  it('have no instants that calendars do not agree on', () => {
    const sentence = ['Must be between 1900-01-01 and 2999-12-31.']
    for (const instant of [
      '0000-01-01T00:00:00Z',
      '0000-01-01T00:00:00+14:00',
      '1899-12-31T23:59:59Z',
      '3000-01-01T00:00:00Z',
    ])
      for (const field of ['opens_at', 'due_at'])
        assert.deepEqual(said({ [field]: instant }), ['invalid', { [field]: sentence }])
    assert.deepEqual(said({ due_at: '9999-12-31T23:59:59-14:00' }), ['invalid', { due_at: sentence }])
  })

  it('have a deadline that has passed only where a file says so', () => {
    const file = changedSettings(plain, { due_at: '2020-01-01T00:00:00Z' }, 0, NOW, { mayBePast: true })
    assert.equal(file.due_at, '2020-01-01T00:00:00.000Z')
  })

  it('have a time zone by a name that there is', () => {
    assert.equal(change({ time_zone: 'europe/berlin' }).time_zone, 'Europe/Berlin')
    assert.equal(change({ time_zone: 'Asia/Kolkata' }).time_zone, 'Asia/Kolkata')
    for (const time_zone of ['Mars/Olympus', '+01:00', 'CEST7', ''])
      assert.deepEqual(Object.keys(said({ time_zone })?.[1] as object), ['time_zone'])
  })

  it('keep what people relied on once there is a reply', () => {
    const locked: SettingsInput[] = [{ anonymous: false }, { audience: 'anyone' }, { one_reply_each: false }]
    for (const input of locked) {
      assert.equal(said(input), undefined)
      assert.equal(said(input, {}, 1)?.[0], 'conflict')
    }
    const same = { anonymous: true, audience: 'members', one_reply_each: true } as const
    assert.equal(said({ ...same, title: 'Dinner', listed: false, due_at: AFTER }, {}, 1), undefined)
  })

  it('say how much is shown of an anonymous survey, until it is published', () => {
    const closed = { results_when: 'closed' } as const
    assert.equal(change({ threshold: 20 }).text_threshold, 20)
    assert.equal(change({ threshold: 20 }, { text_threshold: 30 }).text_threshold, 30)
    assert.deepEqual(said({ text_threshold: 6 }, { threshold: 7 })?.[0], 'invalid')
    assert.deepEqual(Object.keys(said({ split_by: 'q' })?.[1] as object), ['split_by'])
    assert.deepEqual(Object.keys(said({ results_when: 'steps' }, { ...closed, split_by: 'q' })?.[1] as object), [
      'split_by',
    ])
    assert.equal(change({ split_by: 'q' }, closed).split_by, 'q')
    const published = (input: SettingsInput, of: Partial<Settings> = {}) =>
      refusal(() => changedSettings({ ...plain, ...of }, input, 0, NOW, { isPublished: true }))
    assert.equal(published({ anonymous: false })?.[0], 'conflict')
    const settled: SettingsInput[] = [{ threshold: 6 }, { text_threshold: 11 }, closed, { whole_replies: true }]
    for (const input of settled) {
      assert.equal(published(input)?.[0], 'conflict')
      assert.equal(published({ ...input, anonymous: true }, { anonymous: 0 }), undefined)
    }
    assert.equal(
      published({ threshold: 5, text_threshold: 10, results_when: 'steps', whole_replies: false }),
      undefined,
    )
  })

  it('have no later deadline once an anonymous survey has shown its results for good', () => {
    const over = { results_when: 'closed', due_at: '2026-03-02T08:54:59.000Z' } as const
    assert.equal(said({ due_at: AFTER }, over, 5)?.[0], 'conflict')
    assert.equal(said({ due_at: null }, over, 5)?.[0], 'conflict')
    for (const of of [
      { ...over, results_when: 'steps' as const },
      { ...over, anonymous: 0 },
      { ...over, due_at: BEFORE },
    ])
      assert.equal(said({ due_at: AFTER }, of, 5), undefined)
    assert.equal(said({ due_at: AFTER }, over, 4), undefined)
  })

  it('have no cap below the replies that there are', () => {
    assert.deepEqual(said({ reply_cap: 2 }, {}, 3), ['invalid', { reply_cap: ['There are 3 replies already.'] }])
    assert.equal(said({ reply_cap: 3 }, {}, 3), undefined)
  })
})
