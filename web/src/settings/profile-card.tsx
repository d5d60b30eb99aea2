import { Button, Card, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../api/client.ts'
import { renewAccess } from '../auth/session.ts'
import { noticeDone } from '../ui/notices.tsx'
import { Problem } from '../ui/problem.tsx'
import { Loaded } from '../ui/states.tsx'
import { useEditForm } from '../ui/use-edit-form.ts'
import { AddressNotice } from './address-notice.tsx'
import { myAccount } from './queries.ts'

/** My user name and e-mail address, to change. */
export function ProfileCard() {
  const { t } = useTranslation()
  const query = useQuery(myAccount)
  return (
    <Card withBorder component="section" aria-labelledby="profile">
      <Title order={2} size="h4" mb="xs" id="profile">
        {t('settings.profile')}
      </Title>
      <Loaded query={query}>{({ data, etag }) => <ProfileForm user={data} etag={etag} />}</Loaded>
    </Card>
  )
}

function ProfileForm({ user, etag }: { user: Schema<'Me'>; etag: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { form, problem, submit } = useEditForm({
    stored: { username: user.username, email: user.email ?? '', current_password: '' },
    etag,
    send: ({ username, email, current_password }) => {
      // Sending the present address would end the wait for another one.
      const address = email !== (user.email ?? '') && {
        email: email || null,
        ...(current_password && { current_password }),
      }
      const body = { username, ...address }
      return bodyOf(api.PATCH('/api/me', { headers: { 'if-match': etag }, body }))
    },
    reread: () => queries.invalidateQueries({ queryKey: myAccount.queryKey }),
    onSaved: (saved) => {
      noticeDone(t(saved.email_pending === user.email_pending ? 'settings.saved' : 'settings.address.sent'))
      form.setFieldValue('email', saved.email ?? '')
      form.setFieldValue('current_password', '')
      void queries.invalidateQueries({ queryKey: myAccount.queryKey })
      // The session carries my name, which stands above every room.
      void renewAccess()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <AddressNotice user={user} etag={etag} />
        <Problem text={problem} />
        <TextInput
          label={t('signIn.username')}
          description={t('settings.usernameHint')}
          autoComplete="username"
          required
          {...form.getInputProps('username')}
        />
        <TextInput
          label={t('signIn.email')}
          description={t('settings.emailHint')}
          type="email"
          autoComplete="email"
          {...form.getInputProps('email')}
        />
        {form.isDirty('email') && (
          <PasswordInput
            label={t('settings.currentPassword')}
            description={t('settings.passwordForEmail')}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('settings.showPassword') }}
            {...form.getInputProps('current_password')}
          />
        )}
        <Text size="sm" c="dimmed">
          {t('settings.roleIs', { role: t(`settings.role.${user.role}`) })}
        </Text>
        <Button type="submit" w="fit-content" loading={form.submitting}>
          {t('settings.save')}
        </Button>
      </Stack>
    </form>
  )
}
