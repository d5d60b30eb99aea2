import { Stack, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { TextLink } from '../ui/links.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Loaded } from '../ui/states.tsx'
import { PostArticle } from './post-article.tsx'
import { postOf, type Read } from './queries.ts'
import { Readers } from './readers.tsx'
import { Versions } from './versions.tsx'

/** One post to read; for those who may write, also who has read it and what it was before. */
export function PostPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/news/$id' })
  const query = useQuery(postOf(id))
  usePageTitle(query.data?.post.title)
  return (
    <Stack gap="md">
      <TextLink to="/news" size="sm" className="screen-only">
        {t('news.all')}
      </TextLink>
      <Loaded query={query}>{(read) => (hasMore(read) ? <WritersView {...read} /> : <PostArticle {...read} />)}</Loaded>
    </Stack>
  )
}

/** Whether there is more to a post for its reader than the post. */
function hasMore({ post: { can } }: Read): boolean {
  return can.includes('see_readers') || can.includes('see_versions')
}

function WritersView(read: Read) {
  const { t } = useTranslation()
  const { post } = read
  const { tab = 'post' } = useSearch({ from: '/news/$id' })
  const navigate = useNavigate()
  return (
    <Tabs
      keepMounted={false}
      value={tab}
      onChange={(value) =>
        void navigate({ to: '/news/$id', params: { id: post.id }, search: { tab: value ?? undefined } })
      }
    >
      <Tabs.List mb="md" className="screen-only">
        <Tabs.Tab value="post">{t('news.post')}</Tabs.Tab>
        {post.can.includes('see_readers') && <Tabs.Tab value="readers">{t('news.readers')}</Tabs.Tab>}
        {post.can.includes('see_versions') && <Tabs.Tab value="versions">{t('news.versions')}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="post">
        <PostArticle {...read} />
      </Tabs.Panel>
      <Tabs.Panel value="readers">
        <Readers post={post} />
      </Tabs.Panel>
      <Tabs.Panel value="versions">
        <Versions {...read} />
      </Tabs.Panel>
    </Tabs>
  )
}
