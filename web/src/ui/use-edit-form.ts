import { type UseFormReturnType, useForm } from '@mantine/form'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refusal } from '../api/client.ts'
import { showRefusal } from './form-errors.ts'
import { useUnsaved } from './unsaved.ts'

interface Edit<Values, Saved> {
  /** As it is stored, or as a new one begins. */
  stored: Values
  /** Names the version that `stored` is; a new one has none. */
  etag?: string
  send: (values: Values) => Promise<Saved>
  onSaved: (saved: Saved) => void
  /** Reads again what somebody else has changed; `stored` and `etag` follow from it. */
  reread?: () => Promise<unknown>
}

/**
 * A form on something that others may change at the same time. What was typed is kept, the other fields show what they
 * saved, and a sentence says so. Whoever leaves it unsaved is asked. `problem` is what no field can show.
 */
export function useEditForm<Values extends Record<string, unknown>, Saved>(edit: Edit<Values, Saved>) {
  const { stored, etag, send, onSaved, reread } = edit
  const { t } = useTranslation()
  const form = useForm<Values>({ initialValues: stored })
  const [problem, setProblem] = useState<string>()
  const saved = useRef<Values>(undefined)
  useUnsaved(() => form.isDirty() && form.getValues() !== saved.current)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tag says when there is another version.
  useEffect(() => {
    if (etag !== undefined && takeOver(form, stored)) setProblem(t('edit.meanwhile'))
  }, [etag])
  const submit = form.onSubmit(async (values) => {
    setProblem(undefined)
    const sent = form.getValues()
    try {
      const answer = await send(values)
      saved.current = sent
      onSaved(answer)
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 412)) return setProblem(showRefusal(form, error))
      await reread?.()
      setProblem(t('edit.meanwhile'))
    }
  })
  return { form, problem, submit }
}

/** Shows what is stored now wherever nothing was typed. True when it differs where something was. */
function takeOver<Values extends Record<string, unknown>>(form: UseFormReturnType<Values>, stored: Values): boolean {
  const typed = form.getValues()
  const before = form.getInitialValues()
  const mine = Object.keys(stored).filter((field) => form.isDirty(field))
  const isSame = (field: string, other: Values) => JSON.stringify(stored[field]) === JSON.stringify(other[field])
  form.setValues({ ...stored, ...Object.fromEntries(mine.map((field) => [field, typed[field]])) })
  form.resetDirty(stored)
  return mine.some((field) => !isSame(field, before) && !isSame(field, typed))
}
