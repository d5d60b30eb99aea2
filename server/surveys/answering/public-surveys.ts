import { LRUCache } from 'lru-cache'
import type { Db } from '../../db/connect.ts'
import { contentTag } from '../../http/etag.ts'
import { renderMarkdown } from '../../markdown.ts'
import type { Form } from '../form/form.ts'
import type { PlainSurvey } from '../store.ts'
import { publishedForm } from './actions.ts'
import type { PublicSurvey } from './schema.ts'

/** In bytes of JSON, which is what takes the room. */
const CACHE_SIZE = 4 * 1024 * 1024

/** What differs from reader to reader, or from minute to minute. */
type Passing = Pick<PublicSurvey, 'opened' | 'receipt'>

/** Surveys as the JSON that those get who answer them, kept with their versions, of which every change makes another. */
export class PublicSurveys {
  readonly #kept = new LRUCache<string, string>({ maxSize: CACHE_SIZE, sizeCalculation: (json) => json.length + 1 })

  /** A published survey, and its ETag. */
  async get(db: Db, survey: PlainSurvey, passing: Passing): Promise<{ json: string; etag: string }> {
    const name = `${survey.id}.${survey.version}`
    let json = this.#kept.get(name)
    if (json === undefined) {
      const form = (await publishedForm(db, survey.id, survey.published_version)) as Form
      json = JSON.stringify(toPublicSurvey(survey, form))
      this.#kept.set(name, json)
    }
    const { opened, receipt } = passing
    return {
      json: `{"opened":${JSON.stringify(opened)},"receipt":${JSON.stringify(receipt)},${json.slice(1)}`,
      etag: contentTag(`${name}.${opened}.${receipt}`),
    }
  }
}

function toPublicSurvey(survey: PlainSurvey, form: Form): Omit<PublicSurvey, keyof Passing> {
  const texts = form.questions.filter(({ text }) => text !== '')
  return {
    title: survey.title,
    description: survey.description,
    anonymous: survey.anonymous === 1,
    audience: survey.audience,
    one_reply_each: survey.one_reply_each === 1,
    due_at: survey.due_at,
    time_zone: survey.time_zone,
    version: survey.published_version,
    welcome_html: renderMarkdown(form.welcome),
    thanks_html: renderMarkdown(form.thanks),
    sections: form.sections.map(({ id, title, text, shown_if }) => ({
      ...{ id, title, text_html: renderMarkdown(text), shown_if },
    })),
    questions: form.questions,
    text_html: Object.fromEntries(texts.map(({ id, text }) => [id, renderMarkdown(text)])),
  }
}
