import type { Answers, PublicSurvey } from '../../../server/surveys/answering/schema.ts'
import type { Form, Question } from '../../../server/surveys/form/form.ts'
import { shownQuestions } from '../../../server/surveys/form/shown-rules.ts'
import { addressOf } from '../base-path.ts'
import { wrongWith } from './check.ts'
import { element, sanitised } from './dom.ts'
import { type Draft, dropDraft, keepDraft, readDraft } from './draft.ts'
import { type Input, makeInput } from './inputs.ts'
import { disclosuresOf, filled, limitsOf, problemOf, promiseOf, refusalOf, showInstant } from './sentences.ts'
import { fetchSurvey, sayBegun, sendReply } from './server.ts'
import { loadTexts } from './texts.ts'

const page = document.getElementById('answer') as HTMLElement
const key = decodeURIComponent(location.pathname.slice(addressOf('/s/').length).split('/')[0] ?? '')
const [texts, survey] = await Promise.all([loadTexts(), fetchSurvey(key).catch(() => undefined)])

document.documentElement.lang = texts.language

if (survey === undefined) {
  const again = element('button', { type: 'button', onclick: () => location.reload() }, texts.again)
  page.replaceChildren(element('p', { role: 'alert' }, texts.failed), again)
} else if ('status' in survey) {
  page.replaceChildren(element('h1', {}, 'Teamroom'), ...refused(survey.status, survey.message))
} else {
  document.title = survey.body.title
  if (survey.body.receipt !== null) showThanks(survey.body, texts.already, survey.body.receipt)
  else showForm(survey.body)
}

function refused(status: number, message: string): HTMLElement[] {
  if (status !== 401) return [element('p', {}, refusalOf(status, message, texts))]
  const link = element(
    'a',
    { href: `${addressOf('/')}?next=${encodeURIComponent(location.pathname)}` },
    texts.signInLink,
  )
  return [element('p', {}, texts.signIn), element('p', {}, link)]
}

function showThanks(survey: PublicSurvey, sentence: string, receipt: string): void {
  const title = element('h1', { tabIndex: -1, ...writtenIn(survey) }, survey.title)
  page.replaceChildren(
    title,
    survey.thanks_html === '' ? element('p', {}, sentence) : sanitised(survey.thanks_html, writtenIn(survey)),
    element('p', { class: 'hint' }, filled(texts.receipt, { receipt })),
  )
  // The button that had it is gone; whoever does not see the page is read what has come instead.
  title.focus()
  scrollTo(0, 0)
}

/** Says of a survey's own texts in which language they are, so that they are read aloud in it; ours are in the reader's. */
function writtenIn({ language }: PublicSurvey): { lang?: string } {
  return language === null ? {} : { lang: language }
}

/** What is kept of whoever replies, and what is shown of it to whom. */
function promises(survey: PublicSurvey): HTMLElement[] {
  const { plain, more } = disclosuresOf(survey, texts)
  const promise = element('p', { class: 'hint' }, [promiseOf(survey, texts), ...plain].join(' '))
  if (more.length === 0) return [promise]
  const summary = element('summary', {}, texts.more)
  return [promise, element('details', { class: 'hint' }, summary, element('p', {}, more.join(' ')))]
}

interface Asked {
  question: Question
  input: Input
  box: HTMLElement
  problem: HTMLElement
}

function showForm(survey: PublicSurvey): void {
  const draft = readDraft(key)
  const asked = survey.questions.map((question) => askQuestion(survey, question, draft.answers))
  const headings = new Map(survey.sections.map((section) => [section.id, headingOf(survey, section.id)]))
  const placed = asked.flatMap(({ question, box }, at) => {
    const isFirst = question.section !== null && survey.questions[at - 1]?.section !== question.section
    const heading = isFirst ? headings.get(question.section as string) : undefined
    return heading ? [heading, box] : [box]
  })
  const summary = element('div', { class: 'summary', role: 'alert', tabIndex: -1 })
  const status = element('p', { class: 'status', role: 'alert' })
  const button = element('button', { type: 'submit', class: 'send' }, texts.send)
  const form = element('form', { noValidate: true }, summary, ...placed, status, button)

  const update = () => {
    draft.answers = readAnswers(asked)
    keepDraft(key, draft)
    showAsked(survey, asked, headings, draft.answers)
  }
  const answered = ({ target }: Event) => {
    if (!draft.begun) begin(draft)
    update()
    const changed = asked.find(({ box }) => box.contains(target as Node))
    if (changed && !wrongWith(changed.question, changed.input, draft.answers, texts)) showMended(changed, summary)
  }
  form.addEventListener('input', answered)
  form.addEventListener('change', answered)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    // An impatient finger: one sending at a time, and all of them are one reply.
    if (!button.disabled) void submit(survey, draft, asked, { button, status, summary })
  })

  page.replaceChildren(
    element('h1', writtenIn(survey), survey.title),
    element('p', writtenIn(survey), survey.description),
    sanitised(survey.welcome_html, writtenIn(survey)),
    ...promises(survey),
    survey.due_at === null
      ? ''
      : element('p', { class: 'hint' }, filled(texts.due, { when: showInstant(survey.due_at, texts) })),
    form,
  )
  update()
}

/** Has it counted, once, that somebody began; whoever finishes is counted with their reply where that did not arrive. */
function begin(draft: Draft): void {
  draft.begun = true
  void sayBegun(key).then((isCounted) => {
    draft.begun = isCounted
  })
}

function askQuestion(survey: PublicSurvey, question: Question, answers: Answers): Asked {
  const titleId = `t-${question.id}`
  const input = makeInput(question, answers[question.id], texts, titleId)
  const ours = { lang: texts.language }
  const problem = element('p', { class: 'problem', id: `p-${question.id}`, ...ours })
  const isField = input.element.matches('input, textarea')
  if (isField) input.element.setAttribute('aria-describedby', problem.id)
  if (isField) input.element.ariaRequired = String(question.required)
  const title = element(
    isField ? 'h2' : 'legend',
    { id: titleId },
    question.title,
    question.required ? '' : element('span', { class: 'hint', ...ours }, ` (${texts.optional})`),
  )
  const text = survey.text_html[question.id]
  const limits = limitsOf(question, texts)
  const parts = [
    title,
    text === undefined ? '' : sanitised(text),
    limits === undefined ? '' : element('p', { class: 'hint', ...ours }, limits),
    ...[input.element, problem],
  ]
  const box = isField
    ? element('div', { class: 'question', ...writtenIn(survey) }, ...parts)
    : element('fieldset', { class: 'question', ...writtenIn(survey), 'aria-describedby': problem.id }, ...parts)
  return { question, input, problem, box }
}

function headingOf(survey: PublicSurvey, id: string): HTMLElement {
  const { title, text_html } = survey.sections.find((section) => section.id === id) as PublicSurvey['sections'][number]
  return element('header', { class: 'section', ...writtenIn(survey) }, element('h2', {}, title), sanitised(text_html))
}

function readAnswers(asked: readonly Asked[]): Answers {
  const given = asked.flatMap(({ question, input }) => {
    const value = input.read()
    return value === undefined ? [] : [[question.id, value] as const]
  })
  return Object.fromEntries(given)
}

function shownIds(survey: PublicSurvey, answers: Answers): Set<string> {
  return new Set(shownQuestions(survey as unknown as Form, answers).map(({ id }) => id))
}

function showAsked(
  survey: PublicSurvey,
  asked: readonly Asked[],
  headings: ReadonlyMap<string, HTMLElement>,
  answers: Answers,
): void {
  const shown = shownIds(survey, answers)
  for (const { question, box } of asked) box.hidden = !shown.has(question.id)
  for (const [section, heading] of headings) {
    heading.hidden = !asked.some(({ question }) => question.section === section && shown.has(question.id))
  }
}

async function submit(
  survey: PublicSurvey,
  draft: Draft,
  asked: readonly Asked[],
  { button, status, summary }: { button: HTMLButtonElement; status: HTMLElement; summary: HTMLElement },
): Promise<void> {
  const shown = shownIds(survey, draft.answers)
  const problems = asked.flatMap(({ question, input }) => {
    const said = shown.has(question.id) ? wrongWith(question, input, draft.answers, texts) : undefined
    return said === undefined ? [] : [[question.id, said] as const]
  })
  if (problems.length > 0) return markProblems(asked, new Map(problems), summary)
  const answers = [...shown].flatMap((question) => {
    const value = draft.answers[question]
    return value === undefined ? [] : [{ question, value }]
  })
  const { version, anonymous, opened } = survey
  button.disabled = true
  button.textContent = texts.sending
  status.textContent = ''
  try {
    const reply = {
      submission_id: draft.submission_id,
      version,
      anonymous,
      answers,
      ...(opened !== null && { opened }),
      ...(draft.begun && { begun: true }),
    }
    const answer = await sendReply(key, reply)
    if ('body' in answer) {
      dropDraft(key)
      return showThanks(survey, texts.thanks, answer.body.receipt)
    }
    const wrong = asked.flatMap(({ question }) => {
      const said = answer.fields[`answers.${question.id}`]
      return said ? [[question.id, problemOf(question, said, texts)] as const] : []
    })
    markProblems(asked, new Map(wrong), summary)
    if (wrong.length === 0) status.textContent = refusalOf(answer.status, answer.message, texts)
  } catch {
    status.textContent = texts.lost
  }
  button.disabled = false
  button.textContent = texts.send
}

/** Takes back what was said of an answer, once it is right. */
function showMended({ question, input, problem, box }: Asked, summary: HTMLElement): void {
  problem.textContent = ''
  box.classList.remove('wrong')
  if (input.element.ariaInvalid !== null) input.element.ariaInvalid = 'false'
  summary.querySelector(`[href="#t-${question.id}"]`)?.closest('li')?.remove()
  if (summary.querySelector('li') === null) summary.replaceChildren()
}

/** Says beside each question what is wrong with its answer, and above all of them which they are. */
function markProblems(asked: readonly Asked[], problems: ReadonlyMap<string, string>, summary: HTMLElement): void {
  const links = asked.flatMap(({ question, input, problem, box }) => {
    const said = problems.get(question.id)
    problem.textContent = said ?? ''
    box.classList.toggle('wrong', said !== undefined)
    if (input.element.matches('input, textarea')) input.element.ariaInvalid = String(said !== undefined)
    if (said === undefined) return []
    const link = element('a', { href: `#t-${question.id}`, ...(box.lang && { lang: box.lang }) }, question.title)
    link.addEventListener('click', (event) => {
      event.preventDefault()
      box.scrollIntoView({ block: 'center' })
      box.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true })
    })
    return [element('li', {}, link)]
  })
  summary.replaceChildren(...(links.length > 0 ? [element('p', {}, texts.summary), element('ul', {}, ...links)] : []))
  if (links.length > 0) summary.focus()
}
