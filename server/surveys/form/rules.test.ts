import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choices, EVERY_TYPE, formOf } from '../../../test/surveys.ts'
import type { AppError } from '../../errors.ts'
import type { Form } from './form.ts'
import { changedForm, EMPTY_FORM, requireSameScales } from './rules.ts'
import type { FormInput } from './schema.ts'

function refusal(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return (error as AppError).errors?.json
  }
  return undefined
}

const ids = (count: number) => Array.from({ length: count }, (_, at) => `c${at}`)
const said = (form: object) => refusal(() => formOf(form))
const text = (more: object = {}) => ({ type: 'text', title: 'T', ...more })

describe('a form', () => {
  it('has texts of 200,000 characters at most; longer ones from before stay, and may only become shorter', () => {
    const sections = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ id: `s${at}`, title: 'S', text: 'x'.repeat(10_000), shown_if: null }))
    const sentences = { _schema: ['All its texts together are longer than 200000 characters.'] }
    assert.equal(said({ sections: sections(20) }), undefined)
    assert.deepEqual(said({ sections: sections(20), thanks: 'x' }), sentences)
    assert.deepEqual(said({ sections: sections(20), questions: [text({ text: 'x' })] }), sentences)

    const long: Form = { ...EMPTY_FORM, sections: sections(30) }
    assert.deepEqual(changedForm(long, { sections: sections(30) }), long)
    assert.equal(changedForm(long, { sections: sections(29) }).sections.length, 29)
    assert.deepEqual(
      refusal(() => changedForm(long, { welcome: 'x' })),
      sentences,
    )
  })

  it('has 10,000 choices at most; more of them from before stay, and may only become fewer', () => {
    const matrix = { type: 'matrix', title: 'M', rows: choices(...ids(50)), columns: choices(...ids(20)) }
    const questions = (count: number, more: object[] = []) => [
      ...Array.from({ length: count }, () => ({ type: 'single_choice', title: 'S', choices: choices(...ids(186)) })),
      ...[matrix, ...more],
    ]
    const sentences = {
      _schema: ['All its questions together have more than 10000 choices, rows and columns.'],
    }
    const one = { type: 'ranking', title: 'R', choices: choices('a', 'b') }
    // 53 times 186, and 70, make 9,928.
    const rest = { type: 'single_choice', title: 'S', choices: choices(...ids(70)) }
    assert.equal(said({ questions: questions(53, [rest, one]) }), undefined)
    assert.deepEqual(said({ questions: questions(53, [rest, { ...one, choices: choices('a', 'b', 'c') }]) }), sentences)

    const many = { ...EMPTY_FORM, questions: formOf({ questions: questions(50) }).questions }
    many.questions = [...many.questions, ...many.questions].map((question, at) => ({ ...question, id: `q${at}` }))
    assert.equal(changedForm(many, { questions: many.questions }).questions.length, many.questions.length)
    assert.deepEqual(
      refusal(() =>
        changedForm(many, { questions: [...many.questions, { ...many.questions[0], id: 'other' }] as never }),
      ),
      sentences,
    )
  })

  it('is empty at first, and keeps each part that is not replaced', () => {
    const form = formOf({ welcome: 'Hello', thanks: 'Bye', sections: [{ id: 's', title: 'S' }], questions: [text()] })
    assert.deepEqual(changedForm(EMPTY_FORM, {}), { welcome: '', thanks: '', sections: [], questions: [] })
    assert.deepEqual(changedForm(form, {}), form)
    assert.deepEqual(changedForm(form, { welcome: '' }), { ...form, welcome: '' })
    assert.deepEqual(changedForm(form, { sections: [] }), { ...form, sections: [] })
    assert.deepEqual(changedForm(form, { questions: [] }), { ...form, questions: [] })
  })

  it('is filled in, so that nothing of a question is left out', () => {
    const common = { text: '', required: false, section: null, shown_if: null, original: null }
    const labels = { min_label: '', max_label: '' }
    const filled: Record<string, object> = {
      text: { min_length: 0, max_length: 500 },
      long_text: { min_length: 0, max_length: 10_000 },
      single_choice: {},
      multiple_choice: { min_choices: null, max_choices: null },
      rating: { min: 1, max: 5, ...labels },
      nps: labels,
      yes_no: {},
      number: { decimals: 2 },
      date: { earliest: null, latest: null },
      ranking: { min_choices: null, max_choices: null },
      matrix: {},
    }
    assert.deepEqual(
      formOf({ questions: EVERY_TYPE }).questions,
      EVERY_TYPE.map((question) => ({ ...question, ...common, ...filled[question.type] })),
    )
    const shown_if = { conditions: [{ question: 'a', operator: 'answered' }] }
    const { sections, questions } = formOf({
      sections: [{ id: 's', title: 'S', shown_if }],
      questions: [text({ id: 'a' }), text({ id: 'b', shown_if })],
    })
    assert.deepEqual(sections, [{ id: 's', title: 'S', text: '', shown_if: { match: 'all', ...shown_if } }])
    assert.deepEqual(questions[1]?.shown_if, { match: 'all', ...shown_if })
    assert.deepEqual(questions[0]?.shown_if, null)
  })

  it('has ids given to everything that has none, each its own, and keeps those that there are', () => {
    const plain = [{ label: 'A' }, { label: 'B', id: 'b' }, { label: 'C' }]
    const { sections, questions } = formOf({
      sections: [{ title: 'S' }, { title: 'T', id: 't' }],
      questions: [
        text(),
        text({ id: 'mine' }),
        { type: 'ranking', title: 'R', choices: plain },
        { type: 'matrix', title: 'M', rows: plain, columns: plain },
      ],
    })
    const ids: string[] = [...sections, ...questions].map(({ id }) => id)
    for (const question of questions) {
      if ('choices' in question) ids.push(...question.choices.map(({ id }) => id))
      if ('rows' in question) ids.push(...[...question.rows, ...question.columns].map(({ id }) => id))
    }
    const given = ids.filter((id) => !['b', 't', 'mine'].includes(id))
    assert.deepEqual([ids.length, given.length, new Set(given).size], [15, 10, 10])
    for (const id of given) assert.match(id, /^[sqc][a-km-z2-9]{8}$/)
    assert.deepEqual(sections[1]?.id, 't')
    assert.deepEqual(questions[1]?.id, 'mine')
  })

  it('has no two sections, questions or choices of one id', () => {
    const twice = choices('a', 'b', 'a')
    assert.deepEqual(
      said({
        sections: [
          { id: 's', title: 'S' },
          { id: 's', title: 'T' },
        ],
        questions: [
          text({ id: 'q' }),
          { type: 'single_choice', id: 'q', title: 'Q', choices: twice },
          { type: 'matrix', id: 'm', title: 'M', rows: twice, columns: choices('a', 'b', 'b') },
        ],
      }),
      {
        'sections.1.id': ['Another section has this id.'],
        'questions.1.id': ['Another question has this id.'],
        'questions.1.choices.2.id': ['Another one has this id.'],
        'questions.2.rows.2.id': ['Another one has this id.'],
        'questions.2.columns.2.id': ['Another one has this id.'],
      },
    )
    const rows = choices('a', 'b')
    assert.equal(said({ questions: [{ type: 'matrix', id: 'a', title: 'M', rows, columns: rows }] }), undefined)
  })

  it('has no choice whose id stands for something else', () => {
    for (const type of ['single_choice', 'multiple_choice', 'ranking']) {
      assert.deepEqual(said({ questions: [{ type, title: 'Q', choices: choices('a', 'other') }] }), {
        'questions.0.choices.1.id': ['“other” is not for use.'],
      })
    }
  })

  it('has ids of letters, digits, dashes and underscores alone', () => {
    const sentence = ['Must be 1 to 40 lower-case letters, digits, dashes or underscores.']
    for (const id of ['', 'A', 'ä', '-a', '_a', 'a b', 'a.b', 'x'.repeat(41), 'constructor', '__proto__', 'a\n']) {
      assert.deepEqual({ ...(said({ questions: [text({ id })] }) as object) }, { 'questions.0.id': sentence }, id)
    }
    for (const id of ['a', '0', 'a-b_c', 'x'.repeat(40), 'valueof', 'tostring']) {
      assert.equal(said({ questions: [text({ id })] }), undefined, id)
    }
  })

  it('has nothing that no answer could be', () => {
    const wrong: [question: object, field: string, sentence: string][] = [
      [{ type: 'text', min_length: 9, max_length: 8 }, 'max_length', 'Must be at least 9.'],
      [{ type: 'long_text', min_length: 2, max_length: 1 }, 'max_length', 'Must be at least 2.'],
      [{ type: 'number', min: 2, max: 1 }, 'max', 'Must be at least 2.'],
      [{ type: 'date', earliest: '2026-03-02', latest: '2026-03-01' }, 'latest', 'Must be at least 2026-03-02.'],
      [
        { type: 'multiple_choice', choices: choices('a', 'b', 'c'), min_choices: 3, max_choices: 2 },
        'max_choices',
        'Must be at least 3.',
      ],
      [
        { type: 'multiple_choice', choices: choices('a', 'b'), min_choices: 3 },
        'min_choices',
        'There are not as many choices.',
      ],
    ]
    for (const [question, field, sentence] of wrong) {
      assert.deepEqual(said({ questions: [{ title: 'Q', ...question }] }), { [`questions.0.${field}`]: [sentence] })
    }
    for (const right of [
      { type: 'text', min_length: 8, max_length: 8 },
      { type: 'number', min: 1, max: 1 },
      { type: 'date', earliest: '2026-03-01', latest: '2026-03-01' },
      { type: 'multiple_choice', choices: choices('a', 'b'), other: true, min_choices: 3 },
    ])
      assert.equal(said({ questions: [{ title: 'Q', ...right }] }), undefined)
  })

  it('has the questions of a section together, and names no section that there is not', () => {
    const sections = [
      { id: 's', title: 'S' },
      { id: 't', title: 'T' },
    ]
    const order = (...places: (string | null)[]) =>
      said({ sections, questions: places.map((section) => text({ section })) })
    for (const together of [[], ['s'], [null, 's', 's', null, 't', null], ['t', 's'], ['s', 's', 't', 't']])
      assert.equal(order(...together), undefined, together.join())
    assert.deepEqual(order('x', 's'), { 'questions.0.section': ['There is no such section.'] })
    const apart = ['The questions of a section stand together.']
    assert.deepEqual(order('s', null, 's'), { 'questions.2.section': apart })
    assert.deepEqual(order('s', 't', 's', 't'), { 'questions.2.section': apart, 'questions.3.section': apart })
  })

  it('has no text that nobody can read, however deep it lies', () => {
    const original = (reply_content: unknown) => said({ questions: [text({ original: { type: 'T', reply_content } })] })
    for (const part of ['\u0000', '\ud800', '\udc00']) {
      for (const content of [part, [1, { a: [part] }], { [part]: 1 }])
        assert.deepEqual(original(content), { 'questions.0.original': ['Not a valid string.'] })
    }
    for (const content of ['\\u0000', 'Grüße 😀', ['a', { b: null }], 7, null])
      assert.equal(original(content), undefined)
  })

  it('has everything named that does not fit together', () => {
    const shown_if = { conditions: [{ question: 'x', operator: 'answered' }] }
    const questions = [text({ id: 'a', shown_if }), text({ id: 'a', section: 's' }), text({ min_length: 600 })]
    assert.deepEqual(Object.keys(said({ questions }) as object), [
      ...['questions.1.id', 'questions.2.max_length', 'questions.1.section'],
      'questions.0.shown_if.conditions.0.question',
    ])
  })
})

describe('a changed form', () => {
  const published = [
    formOf({ questions: [...EVERY_TYPE, { type: 'rating', id: 'mood', title: 'Mood', min: 0, max: 10 }] }),
  ]
  const change = (id: string, more: object): Form => {
    const questions = (published[0] as Form).questions.map((one) => (one.id === id ? { ...one, ...more } : one))
    return changedForm(EMPTY_FORM, { questions } as FormInput)
  }
  const problems = (form: Form, forms: readonly Form[] = published) => refusal(() => requireSameScales(form, forms))

  it('may say other things, and leave questions out', () => {
    assert.equal(problems(change('text', { title: 'Other', required: true, max_length: 7 })), undefined)
    assert.equal(problems(change('number', { min: 5, decimals: 0 })), undefined)
    assert.equal(problems(change('single_choice', { choices: choices('bread'), other: false })), undefined)
    assert.equal(problems(formOf({})), undefined)
    assert.equal(problems(formOf({ questions: [text({ id: 'mood' })] }), []), undefined)
  })

  it('asks no question in another type, and has no rating on another scale', () => {
    const number = EVERY_TYPE.findIndex(({ id }) => id === 'number')
    assert.deepEqual(problems(change('number', { type: 'rating', min: 0, max: 10 })), {
      [`questions.${number}.type`]: ['It has been published with another type: make a new question of it.'],
    })
    for (const scale of [{ min: 1 }, { max: 9 }]) {
      assert.deepEqual(problems(change('mood', scale)), {
        [`questions.${EVERY_TYPE.length}.max`]: [
          'It has been published with another scale: make a new question of it.',
        ],
      })
    }
  })

  it('is compared with every version, not the last one alone', () => {
    const [first] = published as [Form]
    const second = formOf({ questions: [text()] })
    assert.ok(problems(formOf({ questions: [text({ id: 'mood' })] }), [first, second]))
    assert.ok(problems(formOf({ questions: [text({ id: 'mood' })] }), [second, first]))
  })
})
