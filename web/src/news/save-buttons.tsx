import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type Post, stateOf } from './queries.ts'

interface Props {
  /** As it is saved; undefined for a new one. */
  post: Post | undefined
  /** Whether it is to come out at a later moment. */
  later: boolean
  isSaving: boolean
  onSave: (published: boolean) => void
}

/** Publish or schedule, or keep as a draft: by what the post is now. */
export function SaveButtons({ post, later, isSaving, onSave }: Props) {
  const { t } = useTranslation()
  const state = post ? stateOf(post) : 'draft'
  const publish = later ? 'news.schedule' : 'news.publish'
  if (post && !post.can.includes('publish')) {
    return (
      <Button w="fit-content" loading={isSaving} onClick={() => onSave(state !== 'draft')}>
        {t('news.save')}
      </Button>
    )
  }
  return (
    <Group>
      <Button loading={isSaving} onClick={() => onSave(true)}>
        {t(state === 'due' ? 'news.save' : publish)}
      </Button>
      <Button variant="default" loading={isSaving} onClick={() => onSave(false)}>
        {t(state === 'draft' ? 'news.saveDraft' : 'news.toDraft')}
      </Button>
    </Group>
  )
}
