import { setImmediate } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { Db } from '../../db/connect.ts'
import { contentTag } from '../../http/etag.ts'
import type { Form, FormHtml } from '../form/form.ts'
import { renderPublishedTexts } from '../form/texts.ts'
import { findTexts, keepTexts, type PlainSurvey } from '../store.ts'
import { publishedForm } from './actions.ts'
import type { PublicSurvey } from './schema.ts'

/** In bytes of JSON, which is what takes the room. */
const CACHE_SIZE = 4 * 1024 * 1024

/** Of how texts are shown: where that changes, so do the ETags. */
const LOOK = 3

/** What differs from reader to reader, or from minute to minute. */
type Passing = Pick<PublicSurvey, 'opened' | 'receipt'>

/** Surveys as the JSON that those get who answer them, kept with their versions, of which every change makes another. */
export class PublicSurveys {
  readonly #kept = new LRUCache<string, string>({ maxSize: CACHE_SIZE, sizeCalculation: (json) => json.length + 1 })
  readonly #making = new Map<string, Promise<string>>()

  /** The ETag of a published survey, which takes no work. */
  tagOf(survey: PlainSurvey, { opened, receipt }: Passing): string {
    return contentTag(`${nameOf(survey)}.${LOOK}.${opened}.${receipt}`)
  }

  /** A published survey. @throws AppError `unavailable` when its texts have to be rendered first, and too many others. */
  async get(db: Db, survey: PlainSurvey, { opened, receipt }: Passing): Promise<string> {
    const name = nameOf(survey)
    const json = this.#kept.get(name) ?? (await this.#makeOnce(db, name, survey))
    return `{"opened":${JSON.stringify(opened)},"receipt":${JSON.stringify(receipt)},${json.slice(1)}`
  }

  /** However many ask for a survey that is not kept, it is made once. */
  #makeOnce(db: Db, name: string, survey: PlainSurvey): Promise<string> {
    const running = this.#making.get(name)
    if (running) return running
    const making = make(db, survey).then((json) => {
      this.#kept.set(name, json)
      return json
    })
    this.#making.set(name, making)
    return making.finally(() => this.#making.delete(name))
  }
}

function nameOf({ id, version }: PlainSurvey): string {
  return `${id}.${version}`
}

async function make(db: Db, survey: PlainSurvey): Promise<string> {
  const { id, published_version } = survey
  const form = (await publishedForm(db, id, published_version)) as Form
  // Each of these may be a megabyte: others go in between.
  await setImmediate()
  const html = (await findTexts(db, id, published_version)) ?? (await renderNow(db, survey, form))
  await setImmediate()
  return JSON.stringify(toPublicSurvey(survey, form, html))
}

/** For a survey that was published before its texts were kept, or on the older paths. */
async function renderNow(db: Db, { id, published_version }: PlainSurvey, form: Form): Promise<FormHtml> {
  const html = await renderPublishedTexts(form)
  await keepTexts(db, id, published_version, html)
  return html
}

function toPublicSurvey(survey: PlainSurvey, form: Form, html: FormHtml): Omit<PublicSurvey, keyof Passing> {
  return {
    title: survey.title,
    description: survey.description,
    anonymous: survey.anonymous === 1,
    threshold: survey.threshold,
    text_threshold: survey.text_threshold,
    results_when: survey.results_when,
    whole_replies: survey.whole_replies === 1,
    split_by: survey.split_by,
    audience: survey.audience,
    one_reply_each: survey.one_reply_each === 1,
    due_at: survey.due_at,
    language: survey.language,
    time_zone: survey.time_zone,
    version: survey.published_version,
    welcome_html: html.welcome,
    thanks_html: html.thanks,
    sections: form.sections.map(({ id, title, shown_if }) => ({
      id,
      title,
      text_html: html.sections[id] ?? '',
      shown_if,
    })),
    questions: form.questions,
    text_html: html.questions,
  }
}
