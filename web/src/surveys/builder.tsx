import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLayoutEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { api, type Schema } from '../api/client.ts'
import { Clash } from './clash.tsx'
import { FormProblems } from './form-problems.tsx'
import { newQuestion, newSection, withoutBlanks } from './new-questions.ts'
import { addQuestion, type Block, blocksOf, formOf, questionsOf } from './outline.ts'
import { type Read, readOf, type Survey, showChanged, surveyOf } from './queries.ts'
import { titleId } from './question-editor.tsx'
import { QuestionList } from './question-list.tsx'
import { useDraft } from './use-draft.ts'
import { isStale, useSaving } from './use-saving.ts'

/** What is worked on, until it is saved. */
type Draft = Pick<Survey, 'title' | 'description' | 'welcome' | 'thanks'> & { blocks: Block[] }

const draftOf = ({ title, description, welcome, thanks, sections, questions }: Survey): Draft => ({
  ...{ title, description, welcome, thanks },
  blocks: blocksOf({ sections, questions }),
})

const writtenOf = (blocks: readonly Block[]) => {
  const { sections, questions } = formOf(blocks)
  return { sections, questions: questions.map(withoutBlanks) }
}

const bodyOf = ({ blocks, ...texts }: Partial<Draft>) =>
  ({ ...texts, ...(blocks && writtenOf(blocks)) }) as Schema<'SurveyChange'>

/** The questions of a survey, to write, order and publish. */
export function Builder({ onUnsaved, ...read }: Read & { onUnsaved: (isUnsaved: boolean) => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { survey } = read
  const drafting = useDraft(read, draftOf)
  const { draft, change, clashes } = drafting
  const [openId, setOpenId] = useState<string | undefined>(survey.questions[0]?.id)
  const [sent, setSent] = useState(draft)
  const isChanged = Object.keys(drafting.changed).length > 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: said when it changes.
  useLayoutEffect(() => onUnsaved(isChanged), [isChanged])

  const save = useSaving(drafting, draftOf, bodyOf)
  const publish = useMutation({
    mutationFn: async () => {
      const { etag } = isChanged ? await save.mutateAsync() : drafting.base
      const path = { params: { path: { id: survey.id } }, headers: { 'if-match': etag } }
      return readOf(api.POST('/api/surveys/{id}/publication', path))
    },
    onSuccess: (published) => showChanged(queries, published),
    onError: (error) => isStale(error) && queries.invalidateQueries({ queryKey: surveyOf(survey.id).queryKey }),
  })
  const setBlocks = (how: (blocks: Block[]) => Block[]) => change(({ blocks }) => ({ blocks: how(blocks) }))
  /** Adds something, and leads to where its name is written. */
  const open = (id: string, how: (blocks: Block[]) => Block[]) => {
    flushSync(() => {
      setBlocks(how)
      setOpenId(id)
    })
    document.getElementById(titleId(id))?.focus()
  }
  const add = () => {
    const question = newQuestion('single_choice')
    open(question.id, (blocks) => addQuestion(blocks, question))
  }
  const addSection = () => {
    const section = newSection()
    open(section.id, (blocks) => [...blocks, { section, questions: [] }])
  }
  const text = (name: 'title' | 'description' | 'welcome' | 'thanks') => ({
    label: t(`builder.${name === 'title' ? 'surveyTitle' : name}`),
    value: draft[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      change({ [name]: event.currentTarget.value }),
  })
  const error = publish.error ?? save.error
  const send = (how: typeof save | typeof publish) => {
    publish.reset()
    save.reset()
    setSent(draft)
    how.mutate()
  }
  const hasUnpublished = isChanged || survey.published_version !== survey.form_version

  return (
    <Stack gap="md">
      <TextInput {...text('title')} />
      <Textarea {...text('description')} description={t('builder.descriptionHint')} autosize minRows={1} />
      <Textarea {...text('welcome')} description={t('builder.markdown')} autosize minRows={2} />
      <QuestionList
        blocks={draft.blocks}
        isPublished={(id) =>
          survey.form_version === survey.published_version && survey.questions.some((one) => one.id === id)
        }
        openId={openId}
        onOpen={setOpenId}
        onChange={setBlocks}
      />
      <Group>
        <Button variant="default" onClick={add}>
          {t('builder.addQuestion')}
        </Button>
        <Button variant="default" onClick={addSection}>
          {t('builder.addSection')}
        </Button>
      </Group>
      <Textarea {...text('thanks')} description={t('builder.markdown')} autosize minRows={2} />
      <Clash drafting={drafting} />
      {error && clashes.length === 0 && <FormProblems error={error} sent={sent} now={draft} onOpen={setOpenId} />}
      <Group>
        <Button
          variant="default"
          disabled={!isChanged || clashes.length > 0}
          loading={save.isPending}
          onClick={() => send(save)}
        >
          {t('builder.save')}
        </Button>
        <Button
          disabled={!hasUnpublished || clashes.length > 0 || questionsOf(draft.blocks).length === 0}
          loading={publish.isPending}
          onClick={() => send(publish)}
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
