import { SimpleGrid, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Wish } from './wish.ts'

interface Props {
  form: UseFormReturnType<Wish>
  /** What the server says is wrong with which field. */
  wrong: Record<string, string>
  onType: (field: 'start' | 'end', day: string) => void
}

/** The first and the last day, typed. */
export function DateFields({ form, wrong, onType }: Props) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput
        type="date"
        label={t('ask.from')}
        required
        value={form.values.start}
        error={form.errors.start ?? wrong.start}
        onChange={(event) => onType('start', event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('ask.to')}
        value={form.values.end}
        error={form.errors.end ?? wrong.end}
        onChange={(event) => onType('end', event.currentTarget.value)}
      />
    </SimpleGrid>
  )
}
