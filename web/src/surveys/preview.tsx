import { Paper, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Question } from '../../../server/surveys/form/form.ts'
import { makeInput } from '../answer/inputs.ts'
import { loadTexts } from '../answer/texts.ts'
import '../answer/inputs.css'

/** A question as those see it who answer it: made by the answering page's own code. */
export function Preview({ question }: { question: Question }) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let isShown = true
    void loadTexts().then((texts) => {
      if (!isShown || !place.current) return
      place.current.replaceChildren(makeInput(question, undefined, texts, `preview-${question.id}`).element)
    })
    return () => {
      isShown = false
    }
  }, [question])
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('builder.preview')}>
      <Text size="xs" c="dimmed" aria-hidden>
        {t('builder.preview')}
      </Text>
      <Text fw={600} id={`preview-${question.id}`}>
        {question.title || t('builder.untitled')}
      </Text>
      <div ref={place} className="answer-inputs" />
    </Paper>
  )
}
