import type { Db } from '../../db/connect.ts'
import { answerText, type WordsIn } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'
import type { PageRequest } from '../../http/paging.ts'
import type { Answers } from '../answering/schema.ts'

/** When a reply came and whose it is: a user's name, or the address of a link. All null in an anonymous survey. */
export interface Origin {
  submitted_at: string | null
  username: string | null
  address: string | null
}

export interface ReplyRow extends Origin {
  id: string
  form_version: number
  answers: Answers
}

interface Slice {
  surveyId: string
  /** The id of the last reply before these; empty for the first ones. */
  after: string
  /** The newest version that the reader knows of. */
  newest: number
  limit: number
}

const slice = prepared((db: Db, p: Slice, isReleased: boolean) =>
  db
    .selectFrom('survey_replies')
    .leftJoin('users', 'users.id', 'survey_replies.user_id')
    .leftJoin('survey_links', 'survey_links.id', 'survey_replies.link_id')
    .select([
      'survey_replies.id',
      'survey_replies.form_version',
      'survey_replies.answers',
      'survey_replies.submitted_at',
      'users.username',
      'survey_links.address',
    ])
    .where('survey_replies.survey_id', '=', p.surveyId)
    .where('survey_replies.id', '>', p.after)
    .where('survey_replies.form_version', '<=', p.newest)
    .$if(isReleased, (query) =>
      query.where('survey_replies.id', 'not in', (eb) =>
        eb.selectFrom('survey_untallied').select('reply_id').where('survey_untallied.survey_id', '=', p.surveyId),
      ),
    )
    .orderBy('survey_replies.id')
    .limit(p.limit),
)

/** Some replies to a survey, in the order of their ids, which are random; all, or those that `isReleased` has. */
export function listReplies(db: Db, which: Slice, isReleased: boolean): Promise<ReplyRow[]> {
  return slice(db, which, isReleased)
}

/** A person's own words, and the id of their reply. */
export interface TextRow extends Origin {
  id: string
  text: string
}

/** What people wrote in answer to a question, in the order of their replies' ids; one row more than the page holds. */
export function listTexts(
  db: Db,
  surveyId: string,
  question: string,
  words: WordsIn,
  { limit, after }: PageRequest,
): Promise<TextRow[]> {
  const text = answerText(db, 'survey_replies.answers', question, words)
  return db
    .selectFrom('survey_replies')
    .leftJoin('users', 'users.id', 'survey_replies.user_id')
    .leftJoin('survey_links', 'survey_links.id', 'survey_replies.link_id')
    .select(['survey_replies.id', 'survey_replies.submitted_at', 'users.username', 'survey_links.address'])
    .select(text.as('text'))
    .where('survey_replies.survey_id', '=', surveyId)
    .where(text, 'is not', null)
    .$if(after !== undefined, (query) => query.where('survey_replies.id', '>', after?.[0] as string))
    .orderBy('survey_replies.id')
    .limit(limit + 1)
    .execute() as Promise<TextRow[]>
}

/** Changes whenever somebody's name may have. */
export async function namesVersion(db: Db): Promise<string> {
  const { count, sum } = await db
    .selectFrom('users')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number | null>('version').as('sum')])
    .executeTakeFirstOrThrow()
  return `${count}.${sum}`
}
