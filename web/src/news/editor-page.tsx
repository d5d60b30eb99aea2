import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { TextLink } from '../ui/links.tsx'
import { Loaded, Missing } from '../ui/states.tsx'
import { Editor } from './editor.tsx'
import { postOf } from './queries.ts'
import { Writers } from './writers.tsx'

/** Where a post is written. */
export function NewPostPage() {
  const { t } = useTranslation()
  return (
    <Writers>
      <Stack gap="md">
        <TextLink to="/news" size="sm">
          {t('news.all')}
        </TextLink>
        <Editor />
      </Stack>
    </Writers>
  )
}

/** Where a post that there is already is written on. */
export function EditPostPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/news/$id/edit' })
  // Fetched each time: whoever begins with a version that is no longer the latest could not save.
  const query = useQuery({ ...postOf(id), queryKey: ['posts', id, 'to edit'], gcTime: 0, staleTime: Infinity })
  return (
    <Stack gap="md">
      <TextLink to="/news/$id" params={{ id }} size="sm">
        {t('news.toPost')}
      </TextLink>
      <Loaded query={query}>
        {(read) => (read.post.can.includes('edit') ? <Editor key={id} read={read} /> : <Missing />)}
      </Loaded>
    </Stack>
  )
}
