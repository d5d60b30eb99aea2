import { Alert, Button, Checkbox, CopyButton, Group, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { renderSVG } from 'uqr'
import { api, bodyOf } from '../api/client.ts'
import { localOf } from '../ui/local-time.ts'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { sentenceOf } from '../ui/sentences.ts'
import type { Read } from './queries.ts'

/** Whom a survey is for, how long, and where they find it. */
export function Share({ survey, etag }: Read) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: ['surveys'] })
  const params = { params: { path: { id: survey.id } } }
  const isLocked = survey.reply_count > 0
  const form = useForm({
    initialValues: {
      audience: survey.audience,
      anonymous: survey.anonymous,
      one_reply_each: survey.one_reply_each,
      opens_at: localOf(survey.opens_at),
      due_at: localOf(survey.due_at),
      reply_cap: survey.reply_cap ?? ('' as number | ''),
    },
  })
  const { audience } = form.values
  const save = useMutation({
    mutationFn: ({ opens_at, due_at, reply_cap, ...rest }: typeof form.values) =>
      bodyOf(
        api.PATCH('/api/surveys/{id}', {
          ...params,
          headers: { 'if-match': etag },
          body: {
            ...rest,
            one_reply_each: audience === 'invited' || (audience === 'members' && rest.one_reply_each),
            opens_at: opens_at === '' ? null : new Date(opens_at).toISOString(),
            due_at: due_at === '' ? null : new Date(due_at).toISOString(),
            reply_cap: reply_cap === '' ? null : reply_cap,
          },
        }),
      ),
    onSuccess: () => {
      noticeDone(t('share.saved'))
      void again()
    },
  })
  const turn = useMutation({
    mutationFn: () =>
      survey.state === 'closed'
        ? bodyOf(api.DELETE('/api/surveys/{id}/closure', params))
        : bodyOf(api.POST('/api/surveys/{id}/closure', params)),
    onSuccess: again,
    onError: noticeFailure,
  })
  return (
    <Stack gap="lg">
      {survey.public_key !== null && survey.published_version !== null && (
        <PublicLink url={`${location.origin}/s/${survey.public_key}`} />
      )}
      <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Stack gap="sm">
          <Radio.Group label={t('share.audience')} {...form.getInputProps('audience')}>
            <Stack gap={6} mt={6}>
              {(['members', 'anyone', 'invited'] as const).map((value) => (
                <Radio key={value} value={value} label={t(`share.${value}`)} disabled={isLocked} />
              ))}
            </Stack>
          </Radio.Group>
          <Checkbox
            label={t('share.anonymous')}
            description={t('share.anonymousHint')}
            disabled={isLocked}
            {...form.getInputProps('anonymous', { type: 'checkbox' })}
          />
          {audience === 'members' && (
            <Checkbox
              label={t('share.oneEach')}
              disabled={isLocked}
              {...form.getInputProps('one_reply_each', { type: 'checkbox' })}
            />
          )}
          {isLocked && (
            <Text size="sm" c="dimmed">
              {t('share.locked')}
            </Text>
          )}
          <Group align="end">
            <TextInput type="datetime-local" label={t('share.opens')} {...form.getInputProps('opens_at')} />
            <TextInput type="datetime-local" label={t('share.due')} {...form.getInputProps('due_at')} />
            <NumberInput label={t('share.cap')} min={1} w={210} {...form.getInputProps('reply_cap')} />
          </Group>
          {save.isError && (
            <Alert color="red" role="alert">
              {sentenceOf(save.error)}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={save.isPending}>
              {t('share.save')}
            </Button>
            {survey.published_version !== null && (
              <Button variant="default" loading={turn.isPending} onClick={() => turn.mutate()}>
                {t(survey.state === 'closed' ? 'share.reopen' : 'share.close')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Stack>
  )
}

function PublicLink({ url }: { url: string }) {
  const { t } = useTranslation()
  const code = `data:image/svg+xml,${encodeURIComponent(renderSVG(url))}`
  return (
    <Group align="start">
      <img src={code} width={140} height={140} alt={t('share.code')} />
      <Stack gap="xs" flex={1} miw={220}>
        <TextInput label={t('share.link')} value={url} readOnly onFocus={(event) => event.currentTarget.select()} />
        <CopyButton value={url}>
          {({ copied, copy }) => (
            <Button variant="default" w="fit-content" onClick={copy}>
              {t(copied ? 'share.copied' : 'share.copy')}
            </Button>
          )}
        </CopyButton>
      </Stack>
    </Group>
  )
}
