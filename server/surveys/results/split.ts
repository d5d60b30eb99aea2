import type { Answers } from '../answering/schema.ts'
import type { PlainSurvey } from '../store.ts'
import { nextOf, readDisclosure, type Sources } from './actions.ts'
import { nothing, summariseAnonymous } from './anonymous-rules.ts'
import { Divided } from './divided-rules.ts'
import type { Filter } from './filter-rules.ts'
import { eachReply } from './scan.ts'
import type { Results } from './schema.ts'
import { measuresOf } from './summary-rules.ts'

/**
 * The results of an anonymous survey, of those replies alone that answer a question in a certain way: nothing but where it
 * has said that it is split by this question, and then as much as may be shown of this group. All replies are gone through,
 * as what is shown of one group depends on the others. `isGone` tells when nobody waits for that any more.
 * @throws AppError `unavailable` when nobody does.
 */
export async function readSplit(
  sources: Sources,
  survey: PlainSurvey,
  filter: Filter,
  now: string,
  isGone: () => boolean,
): Promise<Results> {
  const { published, disclosure, released } = await readDisclosure(sources, survey, now)
  const next = nextOf(survey, released, now)
  const why = disclosure.withheld({ of: 'filter', question: filter.question })
  if (why !== null) return nothing(survey.reply_count, why, next)
  const divided = new Divided(filter, measuresOf(published))
  await eachReply(sources, survey.id, undefined, isGone, (form, { form_version, answers }) =>
    divided.add(form, form_version, JSON.parse(answers as string) as Answers),
  )
  const within = { split: disclosure.split(divided.groups()), group: filter.cell }
  const hidden = disclosure.withheld({ of: 'group', ...within })
  if (hidden !== null) return nothing(survey.reply_count, hidden, next)
  return summariseAnonymous(published, disclosure, divided.sums(), next, within)
}
