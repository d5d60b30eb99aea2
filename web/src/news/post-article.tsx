import { Button, Group, Stack, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { Acknowledge } from './acknowledge.tsx'
import { PostBody } from './post-body.tsx'
import { PostBadges, PostFacts } from './post-facts.tsx'
import type { Read } from './queries.ts'

/** A post as its readers see it, and the way to change it for those who may. */
export function PostArticle(read: Read) {
  const { post } = read
  return (
    <Stack component="article" gap="sm">
      <PostBadges post={post} />
      <Title order={1} style={{ overflowWrap: 'anywhere' }}>
        {post.title}
      </Title>
      <PostFacts post={post} isWhole />
      <PostBody html={post.html} />
      {post.can.includes('acknowledge') && <Acknowledge id={post.id} />}
      <Actions {...read} />
    </Stack>
  )
}

function Actions({ post: { id, title, can }, etag }: Read) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () =>
      bodyOf(api.DELETE('/api/posts/{id}', { params: { path: { id } }, headers: { 'if-match': etag } })),
    onSuccess: async () => {
      noticeDone(t('news.deleted', { title }))
      await navigate({ to: '/news' })
      queries.removeQueries({ queryKey: ['posts', id] })
      void queries.invalidateQueries({ queryKey: ['posts'] })
    },
    onError: (error) => {
      noticeFailure(error)
      void queries.invalidateQueries({ queryKey: ['posts', id] })
    },
  })
  const ask = () =>
    confirmLoss({
      title: t('news.reallyDelete'),
      text: t('news.deleteText', { title }),
      button: t('news.delete'),
      onConfirm: () => remove.mutate(),
    })
  if (!can.includes('edit') && !can.includes('delete')) return null
  return (
    <Group className="screen-only" mt="md">
      {can.includes('edit') && (
        <ButtonLink to="/news/$id/edit" params={{ id }} variant="default">
          {t('news.edit')}
        </ButtonLink>
      )}
      {can.includes('delete') && (
        <Button variant="subtle" color="red" loading={remove.isPending} onClick={ask}>
          {t('news.delete')}
        </Button>
      )}
    </Group>
  )
}
