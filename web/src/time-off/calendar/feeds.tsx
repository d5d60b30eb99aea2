import { Alert, Button, Card, Group, Radio, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../../api/client.ts'
import { confirmLoss } from '../../ui/confirm.tsx'
import { CopyText } from '../../ui/copy-text.tsx'
import { showInstant } from '../../ui/formats.ts'
import { noticeDone, noticeFailure } from '../../ui/notices.tsx'
import { sentenceOf } from '../../ui/sentences.ts'
import { Loaded } from '../../ui/states.tsx'
import { feeds } from './queries.ts'

type Feed = Schema<'CalendarFeed'>

/** Private addresses at which calendar programs read who is away: to make, to copy, to revoke. */
export function Feeds() {
  const { t } = useTranslation()
  const query = useQuery(feeds)
  return (
    <Card withBorder component="section" aria-label={t('feeds.title')} maw={720}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('feeds.title')}
        </Title>
        <Text size="sm">{t('feeds.text')}</Text>
        <NewFeed />
        <Loaded query={query} isEmpty={(list) => list.length === 0} empty={t('feeds.none')}>
          {(list) => (
            <Stack gap="xs">
              {list.map((feed) => (
                <FeedRow key={feed.id} feed={feed} />
              ))}
            </Stack>
          )}
        </Loaded>
      </Stack>
    </Card>
  )
}

function NewFeed() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [scope, setScope] = useState<Feed['scope']>('me')
  const kept = useQuery(feeds)
  const make = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/time-off/feeds', { body: { scope } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: feeds.queryKey }),
  })
  const made = kept.data?.some(({ id }) => id === make.data?.id) ? make.data : undefined
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <Stack gap="sm">
        <Radio.Group label={t('feeds.what')} value={scope} onChange={(value) => setScope(value as Feed['scope'])}>
          <Stack gap={6} mt={6}>
            {(['me', 'team', 'company'] as const).map((value) => (
              <Radio key={value} value={value} label={t(`feeds.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {make.isError && (
          <Alert color="red" role="alert">
            {sentenceOf(make.error)}
          </Alert>
        )}
        <Button type="submit" variant="default" w="fit-content" loading={make.isPending}>
          {t('feeds.make')}
        </Button>
        {made && <Address url={made.url} />}
      </Stack>
    </form>
  )
}

/** The address of a feed: whoever leaves the page does not see it again. */
function Address({ url }: { url: string }) {
  const { t } = useTranslation()
  return (
    <Alert role="status" title={t('feeds.made')}>
      <Stack gap="xs">
        <Text size="sm">{t('feeds.once')}</Text>
        <TextInput label={t('feeds.address')} value={url} readOnly onFocus={(event) => event.currentTarget.select()} />
        <CopyText value={url} w="fit-content" />
      </Stack>
    </Alert>
  )
}

function FeedRow({ feed: { id, scope, created_at } }: { feed: Feed }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => bodyOf(api.DELETE('/api/time-off/feeds/{id}', { params: { path: { id } } })),
    onSuccess: () => noticeDone(t('feeds.revoked')),
    onError: noticeFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: feeds.queryKey }),
  })
  const ask = () =>
    confirmLoss({
      title: t('feeds.revokeTitle'),
      text: t('feeds.revokeText'),
      button: t('feeds.revoke'),
      onConfirm: () => revoke.mutate(),
    })
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Text size="sm" fw={600}>
          {t(`feeds.${scope}`)}
        </Text>
        <Text size="sm" c="dimmed">
          {t('feeds.since', { when: showInstant(created_at) })}
        </Text>
      </div>
      <Button size="xs" variant="default" flex="none" loading={revoke.isPending} onClick={ask}>
        {t('feeds.revoke')}
      </Button>
    </Group>
  )
}
