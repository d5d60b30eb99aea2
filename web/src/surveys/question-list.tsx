import { VisuallyHidden } from '@mantine/core'
import { useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { Question } from '../../../server/surveys/form/form.ts'
import { noticeWithUndo } from '../ui/notices.tsx'
import { newId } from './new-questions.ts'
import {
  addBehind,
  addQuestion,
  type Block,
  changeQuestion,
  changeSection,
  formOf,
  moveInto,
  moveQuestion,
  moveSection,
  questionsOf,
  removeQuestion,
  removeSection,
} from './outline.ts'
import { Preview } from './preview.tsx'
import { QuestionEditor, titleId } from './question-editor.tsx'
import { QuestionLine } from './question-line.tsx'
import { SectionLine } from './section-line.tsx'
import { useDragging } from './use-dragging.ts'

interface Props {
  blocks: Block[]
  /** Whether a question is one that has been published as it is. */
  isPublished: (id: string) => boolean
  /** The question or section that is worked on. */
  openId: string | undefined
  onOpen: (id: string | undefined) => void
  onChange: (how: (blocks: Block[]) => Block[]) => void
}

/** Sections and questions, one a line, to order and to work on. */
export function QuestionList({ blocks, isPublished, openId, onOpen, onChange }: Props) {
  const { t } = useTranslation()
  const list = useRef<HTMLOListElement>(null)
  const [said, setSaid] = useState('')
  const { sections, questions } = formOf(blocks)
  const keepFocus = useFocusThatStays(blocks)

  const move = (id: string, step: -1 | 1) => {
    keepFocus()
    const moved = moveQuestion(blocks, id, step)
    onChange((now) => moveQuestion(now, id, step))
    setSaid(t('builder.moved', placeOf(moved, id)))
  }
  const placeOf = (now: Block[], id: string) => {
    const all = questionsOf(now)
    const at = all.findIndex((question) => question.id === id)
    const section = now.find((block) => block.section?.id === all[at]?.section)?.section
    return {
      name: all[at]?.title || t('builder.untitled'),
      ...{ place: at + 1, count: all.length },
      section: section?.title || t('builder.noSection'),
    }
  }
  const remove = (question: Question) => {
    const after = removeQuestion(blocks, question.id)
    onChange(() => after)
    noticeWithUndo(t('builder.removed', { name: question.title || t('builder.untitled') }), () =>
      onChange((now) => (now === after ? blocks : addQuestion(now, question))),
    )
  }
  const removeHeading = (block: Block & { section: NonNullable<Block['section']> }) => {
    const after = removeSection(blocks, block.section.id)
    onChange(() => after)
    noticeWithUndo(t('builder.removed', { name: block.section.title || t('builder.untitledSection') }), () =>
      onChange((now) => (now === after ? blocks : [...now, { section: block.section, questions: [] }])),
    )
  }
  const copy = (question: Question) => {
    const id = newId('q')
    flushSync(() => {
      onChange((now) => addBehind(now, question.id, { ...question, id, original: null }))
      onOpen(id)
    })
    document.getElementById(titleId(id))?.focus()
  }
  const { draggedId, grip } = useDragging(list, move, () => onOpen(undefined))
  const toggle = (id: string) => onOpen(openId === id ? undefined : id)

  return (
    <>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <ol
        ref={list}
        style={{ listStyle: 'none', padding: 0, margin: 0, display: 'grid', gap: 'var(--mantine-spacing-sm)' }}
      >
        {blocks.flatMap(({ section, questions: own }, at) => [
          ...(section
            ? [
                <SectionLine
                  key={section.id}
                  section={section}
                  earlier={questionsOf(blocks.slice(0, at))}
                  isEmpty={own.length === 0}
                  isOpen={openId === section.id}
                  onToggle={() => toggle(section.id)}
                  onChange={(changed) => onChange((now) => changeSection(now, changed))}
                  {...(at > 0 && { onUp: () => onChange((now) => moveSection(now, section.id, -1)) })}
                  {...(at < blocks.length - 1 && { onDown: () => onChange((now) => moveSection(now, section.id, 1)) })}
                  onRemove={() => removeHeading({ section, questions: own })}
                />,
              ]
            : []),
          ...own.map((question) => {
            const number = questions.findIndex(({ id }) => id === question.id)
            return (
              <QuestionLine
                key={question.id}
                question={question}
                earlier={questions.slice(0, number)}
                number={number + 1}
                isInSection={section !== null}
                isDragged={draggedId === question.id}
                isOpen={openId === question.id}
                grip={grip(question.id)}
                onToggle={() => toggle(question.id)}
                {...((number > 0 || section) && { onUp: () => move(question.id, -1) })}
                {...((number < questions.length - 1 || section || blocks[at + 1]) && {
                  onDown: () => move(question.id, 1),
                })}
                onCopy={() => copy(question)}
                onRemove={() => remove(question)}
              >
                <QuestionEditor
                  question={question}
                  earlier={questions.slice(0, number)}
                  sections={sections}
                  section={section?.id ?? null}
                  isPublished={isPublished(question.id)}
                  onChange={(changed) => onChange((now) => changeQuestion(now, changed))}
                  onMoveInto={(into) => onChange((now) => moveInto(now, question.id, into))}
                />
                <Preview question={question} />
              </QuestionLine>
            )
          }),
        ])}
      </ol>
    </>
  )
}

/** Lines lose the focus as they are moved; what is called before a move gives it back. */
function useFocusThatStays(blocks: Block[]): () => void {
  const focused = useRef<HTMLElement | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is due when the lines have moved.
  useLayoutEffect(() => {
    focused.current?.focus()
    if (focused.current !== document.activeElement) {
      focused.current?.closest('li')?.querySelector<HTMLElement>('[data-grip]')?.focus()
    }
    focused.current = null
  }, [blocks])
  return () => {
    focused.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
  }
}
