import type { Answers, PublicSurvey } from '../../../server/surveys/answering/schema.ts'
import type { Form, Question } from '../../../server/surveys/form/schema.ts'
import { shownQuestions } from '../../../server/surveys/form/shown-rules.ts'
import { element, sanitised } from './dom.ts'
import { type Draft, dropDraft, keepDraft, readDraft } from './draft.ts'
import { type Input, makeInput } from './inputs.ts'
import { fetchSurvey, sendReply } from './server.ts'
import { loadTexts, type Texts } from './texts.ts'

const page = document.getElementById('answer') as HTMLElement
const key = decodeURIComponent(location.pathname.split('/')[2] ?? '')
const [texts, survey] = await Promise.all([loadTexts(), fetchSurvey(key).catch(() => undefined)])

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
  if (status !== 401) return [element('p', {}, status === 404 ? texts.missing : message)]
  const link = element('a', { href: `/?next=${encodeURIComponent(location.pathname)}` }, texts.signInLink)
  return [element('p', {}, texts.signIn), element('p', {}, link)]
}

function showThanks(survey: PublicSurvey, sentence: string, receipt: string): void {
  const title = element('h1', { tabIndex: -1 }, survey.title)
  page.replaceChildren(
    title,
    survey.thanks_html === '' ? element('p', {}, sentence) : sanitised(survey.thanks_html),
    element('p', { class: 'hint' }, filled(texts.receipt, { receipt })),
  )
  // The button that had it is gone; whoever does not see the page is read what has come instead.
  title.focus()
  scrollTo(0, 0)
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
  const status = element('p', { class: 'status', role: 'alert' })
  const button = element('button', { type: 'submit', class: 'send' }, texts.send)
  const form = element('form', { noValidate: true }, ...placed, status, button)

  const update = () => {
    draft.answers = readAnswers(asked)
    keepDraft(key, draft)
    showAsked(survey, asked, headings, draft.answers)
  }
  form.addEventListener('input', update)
  form.addEventListener('change', update)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    // An impatient finger: one sending at a time, and all of them are one reply.
    if (!button.disabled) void submit(survey, draft, asked, button, status)
  })

  page.replaceChildren(
    element('h1', {}, survey.title),
    element('p', {}, survey.description),
    sanitised(survey.welcome_html),
    element('p', { class: 'hint' }, promiseOf(survey)),
    survey.due_at === null
      ? ''
      : element('p', { class: 'hint' }, filled(texts.due, { when: showInstant(survey.due_at) })),
    form,
  )
  update()
}

function askQuestion(survey: PublicSurvey, question: Question, answers: Answers): Asked {
  const titleId = `t-${question.id}`
  const input = makeInput(question, answers[question.id], texts, titleId)
  const problem = element('p', { class: 'problem', id: `p-${question.id}` })
  const isField = input.element.matches('input, textarea')
  if (isField) input.element.setAttribute('aria-describedby', problem.id)
  const title = element(
    isField ? 'h2' : 'legend',
    { id: titleId },
    question.title,
    question.required ? '' : element('span', { class: 'hint' }, ` (${texts.optional})`),
  )
  const text = survey.text_html[question.id]
  const parts = [title, text === undefined ? '' : sanitised(text), input.element, problem]
  const box = isField
    ? element('div', { class: 'question' }, ...parts)
    : element('fieldset', { class: 'question', 'aria-describedby': problem.id }, ...parts)
  return { question, input, problem, box }
}

function headingOf(survey: PublicSurvey, id: string): HTMLElement {
  const { title, text_html } = survey.sections.find((section) => section.id === id) as PublicSurvey['sections'][number]
  return element('header', { class: 'section' }, element('h2', {}, title), sanitised(text_html))
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
  button: HTMLButtonElement,
  status: HTMLElement,
): Promise<void> {
  const shown = shownIds(survey, draft.answers)
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
    }
    const answer = await sendReply(key, reply)
    if ('body' in answer) {
      dropDraft(key)
      return showThanks(survey, texts.thanks, answer.body.receipt)
    }
    markProblems(asked, answer.fields)
    status.textContent = Object.keys(answer.fields).length > 0 ? texts.check : answer.message || texts.lost
  } catch {
    status.textContent = texts.lost
  }
  button.disabled = false
  button.textContent = texts.send
}

function markProblems(asked: readonly Asked[], fields: Record<string, string[]>): void {
  let first: HTMLElement | undefined
  for (const { question, input, problem, box } of asked) {
    const said = fields[`answers.${question.id}`]
    const isMissing = said?.[0] === 'Missing data for required field.'
    problem.textContent = isMissing ? texts.required : (said?.join(' ') ?? '')
    box.classList.toggle('wrong', said !== undefined)
    if (input.element.matches('input, textarea')) input.element.ariaInvalid = String(said !== undefined)
    if (said !== undefined) first ??= box
  }
  first?.scrollIntoView({ block: 'center' })
  first?.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true })
}

function promiseOf({ anonymous, audience }: PublicSurvey): string {
  if (anonymous) return texts.anonymous
  return audience === 'anyone' ? texts.unnamed : texts.named
}

function showInstant(instant: string): string {
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(instant),
  )
}

function filled(text: Texts[keyof Texts], values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
