import type { Choice, Question } from '../form/form.ts'
import type { Wording } from './schema.ts'

/** A question as a published version asks it. */
export interface Asked<Q extends Question = Question> {
  version: number
  question: Q
}

/** Something to choose, and whether the newest version still has it. */
export interface Known extends Choice {
  removed: boolean
}

/** All that could ever be chosen, as the newest version that has it words it; what is no longer there comes last. */
export function everyChoice(lists: readonly (readonly Choice[])[]): Known[] {
  const known = new Map<string, Known>()
  const newest = lists.length - 1
  for (let at = newest; at >= 0; at--) {
    for (const { id, label } of lists[at] as readonly Choice[]) {
      if (!known.has(id)) known.set(id, { id, label, removed: at < newest })
    }
  }
  return [...known.values()]
}

type Label = Wording['labels'][number]

/** How a question has been worded, the oldest first; nothing where it has always been worded in the same way. */
export function wordingsOf(asked: readonly Asked[]): Wording[] {
  const labels = asked.map(({ question }) => labelsOf(question))
  const varying = varyingLabels(labels.flat())
  const wordings: Wording[] = []
  let before: string | undefined
  asked.forEach(({ version, question: { title } }, at) => {
    const wording = { title, labels: (labels[at] as Label[]).filter((label) => varying.has(nameOf(label))) }
    const text = JSON.stringify(wording)
    if (text !== before) wordings.push({ version, ...wording })
    before = text
  })
  return wordings.length > 1 ? wordings : []
}

function labelsOf(question: Question): Label[] {
  const labels = (of: Label['of'], choices: readonly Choice[]) => choices.map(({ id, label }) => ({ of, id, label }))
  switch (question.type) {
    case 'single_choice':
    case 'multiple_choice':
    case 'ranking':
      return labels('choice', question.choices)
    case 'matrix':
      return [...labels('row', question.rows), ...labels('column', question.columns)]
    case 'rating':
    case 'nps':
      return labels('end', [
        { id: 'min', label: question.min_label },
        { id: 'max', label: question.max_label },
      ])
    default:
      return []
  }
}

function nameOf({ of, id }: Label): string {
  return `${of}:${id}`
}

/** Those that are not the same wherever they are. */
function varyingLabels(labels: readonly Label[]): Set<string> {
  const first = new Map<string, string>()
  const varying = new Set<string>()
  for (const label of labels) {
    const name = nameOf(label)
    if (!first.has(name)) first.set(name, label.label)
    else if (first.get(name) !== label.label) varying.add(name)
  }
  return varying
}
