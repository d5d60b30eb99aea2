import type { UseFormReturnType } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Refusal } from '../api/client.ts'
import { showRefusal } from '../ui/form-errors.ts'
import { noticeDone } from '../ui/notices.tsx'
import { sentenceOf } from '../ui/sentences.ts'
import { useUnsaved } from '../ui/unsaved.ts'
import { inputOf, type PostValues, valuesOf } from './post-form.ts'
import { fetchPost, type Read, readOf, stateOf } from './queries.ts'

interface Saving {
  published: boolean
  /** The version that is to be replaced; undefined for a new post. */
  onto: Read | undefined
}

/**
 * Saves what a form holds, to the version of the post that its writer began with. When somebody else has saved another
 * one meanwhile, nothing is overwritten: `theirs` is that version, and the writer decides.
 */
export function useSaving(form: UseFormReturnType<PostValues>, read: Read | undefined) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [base, setBase] = useState(read)
  const [theirs, setTheirs] = useState<Read>()
  const [problem, setProblem] = useState<string>()
  useUnsaved(() => JSON.stringify(form.values) !== JSON.stringify(valuesOf(base?.post)))

  const saving = useMutation({
    mutationFn: ({ published, onto }: Saving) => send(onto, inputOf(form.getValues(), onto?.post, published)),
    onSuccess: async (saved, { onto }) => {
      const { post } = saved
      const state = stateOf(post)
      setTheirs(undefined)
      setBase(saved)
      const isAsBefore = onto !== undefined && stateOf(onto.post) === state
      noticeDone(t(`news.saved.${isAsBefore ? 'same' : state}`))
      void queries.invalidateQueries({ queryKey: ['posts'] })
      const here = { params: { id: post.id }, ignoreBlocker: true }
      if (state !== 'draft') return navigate({ to: '/news/$id', ...here })
      // A draft has no moment, so the form holds none any more either.
      form.setValues({ later: false, publish_at: '' })
      if (!onto) await navigate({ to: '/news/$id/edit', ...here, replace: true })
    },
    onError: async (error, { onto }) => {
      if (!(onto && error instanceof Refusal && error.status === 412)) return refuse(error)
      try {
        setTheirs(await fetchPost(onto.post.id))
      } catch (failure) {
        setProblem(sentenceOf(failure))
      }
    },
  })

  const refuse = (error: Error) => {
    setProblem(showRefusal(form, error))
    const wrong = error instanceof Refusal ? error.fields : {}
    const first = Object.keys(form.getValues()).find((field) => field in wrong)
    if (first !== undefined) form.getInputNode(first)?.focus()
  }
  const save = (published: boolean, onto = base) => {
    setProblem(undefined)
    form.clearErrors()
    const { later, publish_at } = form.getValues()
    if (published && later && publish_at === '') return form.setFieldError('publish_at', t('news.noMoment'))
    saving.mutate({ published, onto })
  }
  const takeTheirs = () => {
    form.setValues(valuesOf(theirs?.post))
    setBase(theirs)
    setTheirs(undefined)
  }
  return {
    base,
    theirs,
    problem,
    isSaving: saving.isPending,
    save,
    /** Saves over the other version what was to be saved when it was found. */
    saveOver: () => save(saving.variables?.published ?? false, theirs),
    takeTheirs,
  }
}

function send(onto: Read | undefined, body: ReturnType<typeof inputOf>): Promise<Read> {
  if (!onto) return readOf(api.POST('/api/posts', { body }))
  const params = { path: { id: onto.post.id } }
  return readOf(api.PUT('/api/posts/{id}', { params, headers: { 'if-match': onto.etag }, body }))
}
