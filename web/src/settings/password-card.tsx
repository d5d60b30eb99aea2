import { Button, Card, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { showRefusal } from '../ui/form-errors.ts'
import { noticeDone } from '../ui/notices.tsx'

/** Changes my password, which signs me out everywhere else. */
export function PasswordCard() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const form = useForm({ mode: 'uncontrolled', initialValues: { current_password: '', new_password: '' } })
  const submit = form.onSubmit(async (body) => {
    try {
      await bodyOf(api.PUT('/api/me/password', { body }))
      form.reset()
      noticeDone(t('settings.passwordChanged'))
      void queries.invalidateQueries({ queryKey: ['sessions'] })
    } catch (error) {
      const problem = showRefusal(form, error)
      if (problem !== undefined) form.setErrors({ current_password: problem })
    }
  })
  return (
    <Card withBorder component="section" aria-labelledby="password">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Title order={2} size="h4" id="password">
            {t('settings.password')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('settings.passwordHint')}
          </Text>
          <PasswordInput
            label={t('settings.currentPassword')}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('settings.showPassword') }}
            key={form.key('current_password')}
            {...form.getInputProps('current_password')}
          />
          <PasswordInput
            label={t('settings.newPassword')}
            description={t('signIn.passwordHint')}
            autoComplete="new-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('settings.showPassword') }}
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
