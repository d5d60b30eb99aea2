import { Group, Pill, SegmentedControl, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '../ui/links.tsx'
import { Pages } from '../ui/pages.tsx'
import { SearchInput } from '../ui/search-input.tsx'
import { PostCard } from './post-card.tsx'
import { pageOfPosts, pinnedPosts } from './queries.ts'
import { type NewsSearch, SHOWN, type Shown } from './search.ts'
import { useMayWrite } from './writers.tsx'

const MAX_WORDS_LENGTH = 200

/** News, the latest first; what is pinned stands above. Words, a tag and a state narrow it down. */
export function NewsPage() {
  const { t } = useTranslation()
  const mayWrite = useMayWrite()
  const search = useSearch({ from: '/news' })
  const navigate = useNavigate()
  const { q, tag, show = 'all' } = search
  const look = (change: NewsSearch, replace = false) =>
    void navigate({ to: '/news', search: { ...search, ...change }, replace })
  const states = Object.keys(SHOWN).filter((state) => mayWrite || !['drafts', 'scheduled'].includes(state)) as Shown[]
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t('room.news')}</Title>
        {mayWrite && <ButtonLink to="/news/new">{t('news.write')}</ButtonLink>}
      </Group>
      <SearchInput
        label={t('news.search')}
        words={q ?? ''}
        maxLength={MAX_WORDS_LENGTH}
        onSearch={(words) => look({ q: words || undefined }, true)}
      />
      <Group>
        <SegmentedControl
          aria-label={t('news.show')}
          data={states.map((value) => ({ value, label: t(`news.shown.${value}`) }))}
          value={show}
          onChange={(value) => look({ show: value === 'all' ? undefined : (value as Shown) })}
        />
        {tag !== undefined && (
          <Pill
            size="lg"
            withRemoveButton
            onRemove={() => look({ tag: undefined })}
            removeButtonProps={{ 'aria-label': t('news.anyTag'), tabIndex: 0, 'aria-hidden': false }}
          >
            #{tag}
          </Pill>
        )}
      </Group>
      <Posts {...search} />
    </Stack>
  )
}

function Posts({ q, tag, show = 'all' }: NewsSearch) {
  const { t } = useTranslation()
  const isEverything = !q && !tag && show === 'all'
  const filter = { ...(q && { q }), ...(tag && { tag }), ...SHOWN[show] }
  const { data: pinned = [] } = useQuery({ ...pinnedPosts, enabled: isEverything })
  const above = isEverything ? pinned : []
  const isAbove = new Set(above.map(({ id }) => id))
  return (
    <Pages
      queryKey={['posts', 'list', filter]}
      pageAt={(page) => pageOfPosts({ ...filter, ...page })}
      empty={t(isEverything ? 'home.noNews' : 'news.nothingFound')}
    >
      {(posts) => (
        <Stack gap="sm">
          {[...above, ...posts.filter(({ id }) => !isAbove.has(id))].map((post) => (
            <PostCard key={post.id} post={post} />
          ))}
        </Stack>
      )}
    </Pages>
  )
}
