import { Accordion, Button, Stack, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { showInstant } from '../ui/formats.ts'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { Loaded } from '../ui/states.tsx'
import { Differences } from './differences.tsx'
import { type PostText, type Read, readOf, versionsOf } from './queries.ts'

/** What a post was before: each version opens, shows what has changed since, and can be brought back. */
export function Versions({ post, etag }: Read) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { version } = useSearch({ from: '/news/$id' })
  const { id } = post
  const query = useQuery(versionsOf(id))
  const restore = useMutation({
    mutationFn: ({ title, content, tags }: PostText) =>
      readOf(
        api.PATCH('/api/posts/{id}', {
          params: { path: { id } },
          headers: { 'if-match': etag },
          body: { title, content, tags },
        }),
      ),
    onSuccess: () => noticeDone(t('news.restored')),
    onError: noticeFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: ['posts'] }),
  })
  const open = (opened: string | null) =>
    void navigate({
      to: '/news/$id',
      params: { id },
      search: { tab: 'versions', version: opened === null ? undefined : Number(opened) },
      replace: true,
    })
  return (
    <Stack gap="lg">
      <Title order={1} style={{ overflowWrap: 'anywhere' }}>
        {post.title}
      </Title>
      <Loaded query={query} isEmpty={(versions) => versions.length === 0} empty={t('news.noVersions')}>
        {(versions) => (
          <Accordion
            variant="contained"
            value={version === undefined ? null : String(version)}
            onChange={open}
            order={2}
          >
            {versions.map((older) => (
              <Accordion.Item key={older.version} value={String(older.version)}>
                <Accordion.Control>
                  {t('news.version', { version: older.version, when: showInstant(older.replaced_at) })}
                </Accordion.Control>
                <Accordion.Panel>
                  {version === older.version && (
                    <Stack gap="md" align="start">
                      <Differences before={older} after={post} />
                      {post.can.includes('edit') && (
                        <Button variant="default" loading={restore.isPending} onClick={() => restore.mutate(older)}>
                          {t('news.restore')}
                        </Button>
                      )}
                    </Stack>
                  )}
                </Accordion.Panel>
              </Accordion.Item>
            ))}
          </Accordion>
        )}
      </Loaded>
    </Stack>
  )
}
