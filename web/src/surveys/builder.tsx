import { ActionIcon, Alert, Badge, Button, Card, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Question } from '../../../server/surveys/form/schema.ts'
import { api, bodyOf, Refusal } from '../api/client.ts'
import { sentenceOf } from '../ui/sentences.ts'
import { useUnsaved } from '../ui/unsaved.tsx'
import { newQuestion } from './new-questions.ts'
import { Preview } from './preview.tsx'
import { type Read, type Survey, titleOf } from './queries.ts'
import { QuestionEditor } from './question-editor.tsx'

/** What is worked on, until it is saved. */
type Draft = Pick<Survey, 'title' | 'description' | 'welcome' | 'thanks' | 'questions'>

const draftOf = ({ title, description, welcome, thanks, questions }: Survey): Draft => ({
  title,
  description,
  welcome,
  thanks,
  questions,
})

/** The questions of a survey, to write, order and publish. */
export function Builder({ survey, etag }: Read) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(draftOf(survey))
  const [openId, setOpenId] = useState(survey.questions[0]?.id)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(survey))
  useUnsaved(isChanged)
  const params = { params: { path: { id: survey.id } } }
  const again = () => queries.invalidateQueries({ queryKey: ['surveys'] })

  const save = useMutation({
    mutationFn: () =>
      bodyOf(api.PATCH('/api/surveys/{id}', { ...params, headers: { 'if-match': etag }, body: draft as never })),
    onSuccess: again,
  })
  const publish = useMutation({
    mutationFn: async () => {
      if (isChanged) await save.mutateAsync()
      await bodyOf(api.POST('/api/surveys/{id}/publication', params))
    },
    onSuccess: again,
  })

  const setQuestions = (questions: Question[]) => setDraft({ ...draft, questions })
  const change = (changed: Question) =>
    setQuestions(draft.questions.map((question) => (question.id === changed.id ? changed : question)))
  const move = (id: string, to: number) => {
    const moved = draft.questions.find((question) => question.id === id)
    if (!moved) return
    const others = draft.questions.filter((question) => question.id !== id)
    setQuestions([...others.slice(0, to), moved, ...others.slice(to)])
  }
  const add = () => {
    const question = newQuestion('single_choice')
    setQuestions([...draft.questions, question])
    setOpenId(question.id)
  }
  const error = save.error ?? publish.error
  const hasUnpublished = isChanged || survey.published_version !== survey.form_version

  return (
    <Stack gap="md">
      <TextInput
        label={t('builder.surveyTitle')}
        value={draft.title}
        onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })}
      />
      <Textarea
        label={t('builder.welcome')}
        description={t('builder.markdown')}
        autosize
        minRows={2}
        value={draft.welcome}
        onChange={(event) => setDraft({ ...draft, welcome: event.currentTarget.value })}
      />
      <Stack gap="sm" component="ol" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
        {draft.questions.map((question, at) => (
          <QuestionCard
            key={question.id}
            question={question}
            at={at}
            count={draft.questions.length}
            isOpen={openId === question.id}
            onToggle={() => setOpenId(openId === question.id ? undefined : question.id)}
            onMove={(to) => move(question.id, to)}
            onDrop={(id) => move(id, at)}
            onRemove={() => setQuestions(draft.questions.filter(({ id }) => id !== question.id))}
          >
            <QuestionEditor
              question={question}
              earlier={draft.questions.slice(0, at)}
              sections={survey.sections}
              mayChangeType={survey.published_version === null}
              onChange={change}
            />
            <Preview question={question} />
          </QuestionCard>
        ))}
      </Stack>
      <Button variant="default" w="fit-content" onClick={add}>
        {t('builder.addQuestion')}
      </Button>
      <Textarea
        label={t('builder.thanks')}
        description={t('builder.markdown')}
        autosize
        minRows={2}
        value={draft.thanks}
        onChange={(event) => setDraft({ ...draft, thanks: event.currentTarget.value })}
      />
      {error && <Problem error={error} questions={draft.questions} />}
      <Group>
        <Button variant="default" disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
          {t('builder.save')}
        </Button>
        <Button
          disabled={!hasUnpublished || draft.questions.length === 0}
          loading={publish.isPending}
          onClick={() => publish.mutate()}
        >
          {t(survey.published_version === null ? 'builder.publish' : 'builder.publishChanges')}
        </Button>
        {!hasUnpublished && (
          <Text size="sm" c="dimmed">
            {t('builder.allPublished')}
          </Text>
        )}
      </Group>
    </Stack>
  )
}

interface CardProps {
  question: Question
  at: number
  count: number
  isOpen: boolean
  onToggle: () => void
  onMove: (to: number) => void
  onDrop: (id: string) => void
  onRemove: () => void
  children: React.ReactNode
}

/** A question in the list: moved by dragging, or by its arrows. */
function QuestionCard({ question, at, count, isOpen, onToggle, onMove, onDrop, onRemove, children }: CardProps) {
  const { t } = useTranslation()
  const name = titleOf(question, at)
  const drag = {
    draggable: !isOpen,
    onDragStart: (event: DragEvent) => event.dataTransfer.setData('text/plain', question.id),
    onDragOver: (event: DragEvent) => event.preventDefault(),
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      onDrop(event.dataTransfer.getData('text/plain'))
    },
  }
  return (
    <Card withBorder component="li" {...drag}>
      <Group wrap="nowrap" gap={6}>
        <IconGripVertical size={16} aria-hidden style={{ flex: 'none', cursor: 'grab' }} />
        <Button
          variant="transparent"
          color="gray"
          flex={1}
          justify="start"
          px={0}
          aria-expanded={isOpen}
          onClick={onToggle}
        >
          <Text truncate c="var(--mantine-color-text)">
            {at + 1}. {question.title || t('builder.untitled')}
          </Text>
        </Button>
        <Badge variant="light" color="gray" visibleFrom="xs">
          {t(`type.${question.type}`)}
        </Badge>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={at === 0}
          aria-label={t('builder.up', { name })}
          onClick={() => onMove(at - 1)}
        >
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={at === count - 1}
          aria-label={t('builder.down', { name })}
          onClick={() => onMove(at + 1)}
        >
          <IconArrowDown size={16} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="red" aria-label={t('builder.remove', { name })} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
      {isOpen && (
        <Stack gap="lg" mt="sm">
          {children}
        </Stack>
      )}
    </Card>
  )
}

/** What the server refused, by the names of the questions rather than by their numbers. */
function Problem({ error, questions }: { error: Error; questions: readonly Question[] }) {
  const { t } = useTranslation()
  const fields = error instanceof Refusal ? Object.entries(error.fields) : []
  const nameOf = (field: string) => {
    const at = field.match(/^questions\.(\d+)/)?.[1]
    const question = at === undefined ? undefined : questions[Number(at)]
    return question ? `${Number(at) + 1}. ${question.title || t('builder.untitled')}` : field
  }
  return (
    <Alert color="red" role="alert" title={t('builder.problem')}>
      {fields.length === 0
        ? sentenceOf(error)
        : fields.map(([field, said]) => (
            <Text key={field} size="sm">
              {nameOf(field)}: {said.join(' ')}
            </Text>
          ))}
    </Alert>
  )
}
