import { AppError } from '../../errors.ts'
import { plainHtml, renderAll } from '../../markdown/render.ts'
import type { Form, FormHtml } from './form.ts'

/** What is said of a text that would be more HTML than it may become. */
const TOO_MUCH = 'Too many tables, lists or links: make it shorter.'

/**
 * The texts of a form as HTML, without pictures.
 * @throws AppError `invalid` naming those that would be too much of it, `unavailable`.
 */
export async function renderTexts(form: Form): Promise<FormHtml> {
  const html = await renderAll(textsOf(form), 'survey')
  const refused = fieldsOf(form).filter((_, at) => html[at] === null)
  if (refused.length > 0) {
    const sentences = Object.fromEntries(refused.map((field) => [field, [TOO_MUCH]]))
    throw new AppError('invalid', '', { errors: { json: sentences } })
  }
  return putTogether(form, html as string[])
}

/** The same of a form that is published already: what would be too much HTML is shown letter by letter. */
export async function renderPublishedTexts(form: Form): Promise<FormHtml> {
  const texts = textsOf(form)
  const html = await renderAll(texts, 'survey')
  return putTogether(
    form,
    html.map((one, at) => one ?? plainHtml(texts[at] as string)),
  )
}

function textsOf({ welcome, thanks, sections, questions }: Form): string[] {
  return [welcome, thanks, ...sections.map(({ text }) => text), ...questions.map(({ text }) => text)]
}

/** Where they stand, in the same order. */
function fieldsOf({ sections, questions }: Form): string[] {
  return [
    'welcome',
    'thanks',
    ...sections.map((_, at) => `sections.${at}.text`),
    ...questions.map((_, at) => `questions.${at}.text`),
  ]
}

function putTogether({ sections, questions }: Form, html: readonly string[]): FormHtml {
  const [welcome = '', thanks = '', ...others] = html
  const byId = (items: readonly { id: string }[], texts: readonly string[]) =>
    Object.fromEntries(items.map(({ id }, at) => [id, texts[at] as string]).filter(([, text]) => text !== ''))
  return {
    welcome,
    thanks,
    sections: byId(sections, others.slice(0, sections.length)),
    questions: byId(questions, others.slice(sections.length)),
  }
}
