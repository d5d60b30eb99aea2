import { Anchor, Button, Card, Group, PasswordInput, Select, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, pageOf } from '../api/client.ts'
import { chooseLanguage, chosenLanguage, LANGUAGES, type Language } from '../i18n/index.ts'
import { showRefusal } from '../ui/form-errors.ts'
import { showInstant } from '../ui/formats.ts'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { Loaded } from '../ui/states.tsx'

const NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' }

/** What is mine alone: language, password, sessions. */
export function SettingsPage() {
  const { t } = useTranslation()
  return (
    <Stack gap="lg">
      <Title order={1}>{t('room.settings')}</Title>
      <Card withBorder>
        <Select
          label={t('settings.language')}
          data={[
            { value: '', label: t('settings.asBrowser') },
            ...LANGUAGES.map((value) => ({ value, label: NAMES[value] })),
          ]}
          value={chosenLanguage() ?? ''}
          onChange={(value) => void chooseLanguage((value as Language) || null)}
          allowDeselect={false}
        />
      </Card>
      <PasswordCard />
      <SessionsCard />
      <Anchor href="/api/docs/swagger">{t('settings.api')}</Anchor>
    </Stack>
  )
}

function PasswordCard() {
  const { t } = useTranslation()
  const form = useForm({ mode: 'uncontrolled', initialValues: { current_password: '', new_password: '' } })
  const submit = form.onSubmit(async (body) => {
    try {
      await bodyOf(api.PUT('/api/me/password', { body }))
      form.reset()
      noticeDone(t('settings.passwordChanged'))
    } catch (error) {
      const problem = showRefusal(form, error)
      if (problem !== undefined) form.setErrors({ current_password: problem })
    }
  })
  return (
    <Card withBorder>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Title order={2} size="h4">
            {t('settings.password')}
          </Title>
          <PasswordInput
            label={t('settings.currentPassword')}
            autoComplete="current-password"
            key={form.key('current_password')}
            {...form.getInputProps('current_password')}
          />
          <PasswordInput
            label={t('settings.newPassword')}
            autoComplete="new-password"
            key={form.key('new_password')}
            {...form.getInputProps('new_password')}
          />
          <Button type="submit" w="fit-content" loading={form.submitting}>
            {t('settings.changePassword')}
          </Button>
        </Stack>
      </form>
    </Card>
  )
}

function SessionsCard() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: ['sessions'],
    queryFn: async () => (await pageOf(api.GET('/api/me/sessions', {}))).rows,
  })
  const end = useMutation({
    mutationFn: (ids: string[]) =>
      Promise.all(ids.map((id) => bodyOf(api.DELETE('/api/me/sessions/{id}', { params: { path: { id } } })))),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['sessions'] }),
    onError: noticeFailure,
  })
  return (
    <Card withBorder>
      <Title order={2} size="h4">
        {t('settings.sessions')}
      </Title>
      <Loaded query={query}>
        {(sessions) => (
          <Stack gap="sm" mt="xs">
            {sessions.map(({ id, user_agent, last_used_at, current }) => (
              <Group key={id} justify="space-between" wrap="nowrap">
                <div>
                  <Text size="sm" lineClamp={1}>
                    {user_agent ?? t('settings.unknownDevice')}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {current ? t('settings.thisDevice') : showInstant(last_used_at)}
                  </Text>
                </div>
                {!current && (
                  <Button size="compact-sm" variant="default" onClick={() => end.mutate([id])}>
                    {t('settings.endSession')}
                  </Button>
                )}
              </Group>
            ))}
            {sessions.length > 1 && (
              <Button
                variant="light"
                color="red"
                w="fit-content"
                loading={end.isPending}
                onClick={() => end.mutate(sessions.filter(({ current }) => !current).map(({ id }) => id))}
              >
                {t('settings.endOthers')}
              </Button>
            )}
          </Stack>
        )}
      </Loaded>
    </Card>
  )
}
