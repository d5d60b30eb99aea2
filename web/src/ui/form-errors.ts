import type { UseFormReturnType } from '@mantine/form'
import { Refusal } from '../api/client.ts'
import { sentenceOf } from './sentences.ts'

/**
 * Shows in a form why the server refused it: beside each field what is wrong with that field.
 * Gives the sentence about the rest, for the form's own alert; undefined when the fields say it all.
 */
export function showRefusal<Values extends object>(
  form: UseFormReturnType<Values>,
  error: unknown,
): string | undefined {
  const fields = error instanceof Refusal ? Object.entries(error.fields) : []
  const isOfForm = ([field]: [string, string[]]) => (field.split('.')[0] ?? '') in form.getValues()
  form.setErrors(Object.fromEntries(fields.filter(isOfForm).map(([field, said]) => [field, said.join(' ')])))
  return fields.length > 0 && fields.every(isOfForm) ? undefined : sentenceOf(error)
}
