import { Button, Stack, Text, Title, Typography } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, Refusal } from '../api/client.ts'
import { showInstant } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { Loaded } from '../ui/states.tsx'
import './post.css'

/** One post, and the button by which its reader acknowledges it. */
export function PostPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/news/$id' })
  const query = useQuery({
    queryKey: ['posts', id],
    queryFn: () => bodyOf(api.GET('/api/posts/{id}', { params: { path: { id } } })),
  })
  return (
    <Stack gap="md">
      <TextLink to="/news" size="sm">
        {t('news.all')}
      </TextLink>
      <Loaded query={query}>
        {(post) => (
          <Stack component="article" gap="sm">
            <Title order={1}>{post.title}</Title>
            <Text size="sm" c="dimmed">
              {[post.publish_at ? showInstant(post.publish_at) : t('news.draft'), post.author?.username]
                .filter(Boolean)
                .join(' · ')}
            </Text>
            <Typography className="post">
              {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the server has sanitised it. */}
              <div dangerouslySetInnerHTML={{ __html: post.html }} />
            </Typography>
            {post.must_read && <Acknowledge id={id} />}
          </Stack>
        )}
      </Loaded>
    </Stack>
  )
}

function Acknowledge({ id }: { id: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const params = { params: { path: { id } } }
  const mine = useQuery({
    queryKey: ['posts', id, 'acknowledgement'],
    queryFn: async () => {
      try {
        return await bodyOf(api.GET('/api/posts/{id}/acknowledgement', params))
      } catch (error) {
        if (error instanceof Refusal && error.status === 404) return null
        throw error
      }
    },
  })
  const acknowledge = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/posts/{id}/acknowledgement', params)),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['posts'] }),
  })
  if (mine.data?.acknowledged_at) {
    return <Text c="dimmed">{t('news.acknowledged', { when: showInstant(mine.data.acknowledged_at) })}</Text>
  }
  return (
    <Button w="fit-content" loading={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
      {t('news.acknowledge')}
    </Button>
  )
}
