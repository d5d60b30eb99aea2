import type { Form, Question, Section } from '../../../server/surveys/form/form.ts'

/** Questions that stand together: those of a section, or some that are in none. */
export interface Block {
  section: Section | null
  questions: Question[]
}

type Outlined = Pick<Form, 'sections' | 'questions'>

/** The blocks of a form. A section without questions stands before the next one that has some. */
export function blocksOf({ sections, questions }: Outlined): Block[] {
  const blocks: Block[] = []
  for (const question of questions) {
    const last = blocks.at(-1)
    if (last && idOf(last) === question.section) last.questions.push(question)
    else blocks.push({ section: sections.find(({ id }) => id === question.section) ?? null, questions: [question] })
  }
  let next = blocks.length
  for (const section of sections.toReversed()) {
    const at = blocks.findIndex((block) => idOf(block) === section.id)
    if (at === -1) blocks.splice(next, 0, { section, questions: [] })
    else next = at
  }
  return blocks
}

/** The form that has these blocks. */
export function formOf(blocks: readonly Block[]): Outlined {
  return {
    sections: blocks.flatMap(({ section }) => section ?? []),
    questions: questionsOf(blocks),
  }
}

/** All questions, in the order in which they are asked. */
export function questionsOf(blocks: readonly Block[]): Question[] {
  return blocks.flatMap((block) => block.questions.map((question) => ({ ...question, section: idOf(block) })))
}

const idOf = ({ section }: Block) => section?.id ?? null

/** The same without blocks of nothing; questions that are in no section and stand together are one block. */
function tidy(blocks: readonly Block[]): Block[] {
  const kept: Block[] = []
  for (const block of blocks) {
    const last = kept.at(-1)
    if (block.section === null && block.questions.length === 0) continue
    if (last && last.section === null && block.section === null) {
      kept[kept.length - 1] = { section: null, questions: [...last.questions, ...block.questions] }
    } else kept.push(block)
  }
  return kept
}

/** Moves a question by one place, -1 up or 1 down; at the end of a section it goes over into what stands beside it. */
export function moveQuestion(blocks: readonly Block[], id: string, step: -1 | 1): Block[] {
  const at = blocks.findIndex(({ questions }) => questions.some((question) => question.id === id))
  const block = blocks[at]
  const moved = block?.questions.find((question) => question.id === id)
  if (!block || !moved) return [...blocks]
  const others = block.questions.filter((question) => question !== moved)
  const place = block.questions.indexOf(moved) + step
  if (place >= 0 && place < block.questions.length) {
    return blocks.with(at, { ...block, questions: others.toSpliced(place, 0, moved) })
  }
  const left = blocks.with(at, { ...block, questions: others })
  const beside = blocks[at + step]
  if (beside) {
    const questions = step === 1 ? [moved, ...beside.questions] : [...beside.questions, moved]
    return tidy(left.with(at + step, { ...beside, questions }))
  }
  return block.section === null ? [...blocks] : tidy(left.toSpliced(step === 1 ? at + 1 : at, 0, loose(moved)))
}

const loose = (question: Question): Block => ({ section: null, questions: [question] })

/** Moves a question to the end of a section; with null out of its section, behind it. */
export function moveInto(blocks: readonly Block[], id: string, section: string | null): Block[] {
  const moved = questionsOf(blocks).find((question) => question.id === id)
  if (!moved) return [...blocks]
  const at = blocks.findIndex(({ questions }) => questions.some((question) => question.id === id))
  const left = removeQuestion(blocks, id, { isTidy: false })
  if (section === null) return tidy(left.toSpliced(at + 1, 0, loose(moved)))
  return tidy(
    left.map((block) => (idOf(block) === section ? { ...block, questions: [...block.questions, moved] } : block)),
  )
}

/** Puts a question at the end. */
export function addQuestion(blocks: readonly Block[], question: Question): Block[] {
  const last = blocks.at(-1)
  return last
    ? blocks.with(-1, { ...last, questions: [...last.questions, question] })
    : [{ section: null, questions: [question] }]
}

/** Puts a question behind another one. */
export function addBehind(blocks: readonly Block[], id: string, question: Question): Block[] {
  return blocks.map((block) => {
    const at = block.questions.findIndex((one) => one.id === id)
    return at === -1 ? block : { ...block, questions: block.questions.toSpliced(at + 1, 0, question) }
  })
}

/** Puts another question in the place of the one with its id. */
export function changeQuestion(blocks: readonly Block[], question: Question): Block[] {
  return blocks.map((block) => ({
    ...block,
    questions: block.questions.map((one) => (one.id === question.id ? question : one)),
  }))
}

/** Takes a question out. */
export function removeQuestion(blocks: readonly Block[], id: string, { isTidy = true } = {}): Block[] {
  const left = blocks.map((block) => ({ ...block, questions: block.questions.filter((one) => one.id !== id) }))
  return isTidy ? tidy(left) : left
}

/** Moves a section, with its questions, past what stands beside it. */
export function moveSection(blocks: readonly Block[], id: string, step: -1 | 1): Block[] {
  const at = blocks.findIndex((block) => idOf(block) === id)
  const [block, beside] = [blocks[at], blocks[at + step]]
  return block && beside ? tidy(blocks.with(at, beside).with(at + step, block)) : [...blocks]
}

/** Puts another section in the place of the one with its id. */
export function changeSection(blocks: readonly Block[], section: Section): Block[] {
  return blocks.map((block) => (idOf(block) === section.id ? { ...block, section } : block))
}

/** Takes a section away; its questions stay where they are. */
export function removeSection(blocks: readonly Block[], id: string): Block[] {
  return tidy(blocks.map((block) => (idOf(block) === id ? { ...block, section: null } : block)))
}
