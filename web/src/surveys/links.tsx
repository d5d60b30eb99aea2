import { Alert, Badge, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, pageOf, type Schema } from '../api/client.ts'
import { confirmLoss } from '../ui/confirm.tsx'
import { showInstant } from '../ui/formats.ts'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { Pages } from '../ui/pages.tsx'
import { MakeLinks } from './make-links.tsx'
import type { Survey } from './queries.ts'

type Link = Schema<'SurveyLink'>

/** The single-use links of a survey for the invited: makes them, shows what became of them, and revokes them. */
export function Links({ survey }: { survey: Survey }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { id } = survey
  const queryKey = ['surveys', id, 'links']
  const again = () => queries.invalidateQueries({ queryKey })
  const revoke = useMutation({
    mutationFn: (link: string) =>
      bodyOf(api.DELETE('/api/surveys/{id}/links/{link}', { params: { path: { id, link } } })),
    onSuccess: again,
    onError: noticeFailure,
  })
  const askToRevoke = ({ id: link, address: name }: Link) =>
    confirmLoss({
      title: t('links.revokeOf', { name }),
      text: t('links.revokeText'),
      button: t('links.revoke'),
      onConfirm: () => revoke.mutate(link),
    })
  return (
    <Stack gap="sm" component="section" aria-label={t('links.title')}>
      <Title order={2} size="h4">
        {t('links.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('links.hint')} {survey.anonymous && t('links.anonymous')}
      </Text>
      <OnHold surveyId={id} onTaken={again} />
      <MakeLinks surveyId={id} onMade={again} />
      <Pages
        queryKey={queryKey}
        pageAt={(query) => pageOf(api.GET('/api/surveys/{id}/links', { params: { path: { id }, query } }))}
        empty={t('links.none')}
      >
        {(links) => (
          <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
            {links.map((link) => (
              <Group key={link.id} component="li" justify="space-between" gap="xs">
                <div style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
                  {link.address}
                  <Text size="xs" c="dimmed">
                    {showInstant(link.created_at)}
                  </Text>
                </div>
                <Group gap="xs">
                  <State link={link} />
                  {link.state !== 'revoked' && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color="red"
                      aria-label={t('links.revokeOf', { name: link.address })}
                      onClick={() => askToRevoke(link)}
                    >
                      {t('links.revoke')}
                    </Button>
                  )}
                </Group>
              </Group>
            ))}
          </Stack>
        )}
      </Pages>
    </Stack>
  )
}

/** Says when links do not work because of who made them, and has them work again. */
function OnHold({ surveyId: id, onTaken }: { surveyId: string; onTaken: () => void }) {
  const { t } = useTranslation()
  const first = useQuery({
    queryKey: ['surveys', id, 'links', 'on hold'],
    queryFn: () =>
      bodyOf(api.GET('/api/surveys/{id}/links', { params: { path: { id }, query: { state: 'on_hold', limit: 1 } } })),
  })
  const takeOver = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/surveys/{id}/links/takeover', { params: { path: { id } } })),
    onSuccess: ({ taken_over }) => {
      noticeDone(t('links.takenOver', { count: taken_over }))
      onTaken()
    },
    onError: noticeFailure,
  })
  if (!first.data?.length) return null
  return (
    <Alert color="orange" title={t('links.onHoldTitle')}>
      <Stack gap="xs" align="start">
        {t('links.onHoldText')}
        <Button size="xs" variant="default" loading={takeOver.isPending} onClick={() => takeOver.mutate()}>
          {t('links.takeOver')}
        </Button>
      </Stack>
    </Alert>
  )
}

/** What became of a link. In an anonymous survey nobody is told who has replied. */
function State({ link: { state, replied } }: { link: Link }) {
  const { t } = useTranslation()
  if (state !== 'working') {
    return (
      <Badge variant="light" color={state === 'revoked' ? 'gray' : 'orange'}>
        {t(`links.${state}`)}
      </Badge>
    )
  }
  if (replied === null) return null
  return (
    <Badge variant="light" color={replied ? 'green' : 'gray'}>
      {t(replied ? 'links.used' : 'links.unused')}
    </Badge>
  )
}
