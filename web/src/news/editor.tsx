import { Grid, SegmentedControl, Stack, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePageTitle } from '../ui/page-title.ts'
import { Problem } from '../ui/problem.tsx'
import { Conflict } from './conflict.tsx'
import { MarkdownInput } from './markdown-input.tsx'
import { type PostValues, valuesOf } from './post-form.ts'
import { Preview } from './preview.tsx'
import { Publication } from './publication.tsx'
import type { Read } from './queries.ts'
import { SaveButtons } from './save-buttons.tsx'
import { useSaving } from './saving.ts'

/** Where a post is written: on a desk beside what it will look like, on a phone in turns with that. */
export function Editor({ read }: { read?: Read }) {
  const { t } = useTranslation()
  const heading = t(read ? 'news.editTitle' : 'news.newTitle')
  usePageTitle(heading)
  const [pane, setPane] = useState<'write' | 'preview'>('write')
  const form = useForm<PostValues>({ initialValues: valuesOf(read?.post) })
  const { base, theirs, problem, isSaving, save, saveOver, takeTheirs } = useSaving(form, read)
  const { title, content } = form.values
  const saveInSight = (published: boolean) => {
    // What may be wrong with the text is said beside it.
    setPane('write')
    save(published)
  }
  return (
    <Stack gap="md">
      <Title order={1}>{heading}</Title>
      <TextInput label={t('news.title')} {...form.getInputProps('title')} />
      <SegmentedControl
        hiddenFrom="md"
        aria-label={t('news.panes')}
        data={[
          { value: 'write', label: t('news.write') },
          { value: 'preview', label: t('news.preview') },
        ]}
        value={pane}
        onChange={setPane}
      />
      <Grid>
        {/* Both are always there, as a field that comes anew has forgotten what could be undone. */}
        <Grid.Col span={{ base: 12, md: 6 }} {...(pane === 'preview' && { visibleFrom: 'md' })}>
          <MarkdownInput label={t('news.content')} {...form.getInputProps('content')} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }} {...(pane === 'write' && { visibleFrom: 'md' })}>
          <Preview title={title} content={content} />
        </Grid.Col>
      </Grid>
      <Publication form={form} post={base?.post} />
      {theirs && <Conflict theirs={theirs.post} mine={form.values} onSaveOver={saveOver} onTakeTheirs={takeTheirs} />}
      <Problem text={problem} />
      <SaveButtons post={base?.post} later={form.values.later} isSaving={isSaving} onSave={saveInSight} />
    </Stack>
  )
}
