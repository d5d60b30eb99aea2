import { Alert, Anchor, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, refusalOf } from '../api/client.ts'
import { showRefusal } from '../ui/form-errors.ts'
import { signIn } from './session.ts'

type Purpose = 'first' | 'register' | 'sign-in' | 'again'

/** Asks who it is: somebody with an account, somebody with an invite, or the very first one; or the one who was here. */
export function SignInPage({ again }: { again?: string }) {
  const { t } = useTranslation()
  const invite = new URLSearchParams(location.hash.slice(1)).get('invite')
  const server = useQuery({ queryKey: ['setup'], queryFn: () => bodyOf(api.GET('/api/auth/setup')) })
  const [wantsAccount, setWantsAccount] = useState(invite !== null)
  const isFirst = server.data?.needs_first_account === true
  const newcomer = wantsAccount ? 'register' : 'sign-in'
  const purpose: Purpose = again ? 'again' : isFirst ? 'first' : newcomer
  const maySwitch =
    !again && !isFirst && (invite !== null || server.data?.signup === 'open' || server.data?.signup === 'domains')
  return (
    <Center mih="100dvh" p="md" component={again ? 'div' : 'main'}>
      <Paper withBorder p="xl" w="100%" maw={400} radius="lg">
        <Stack gap="md">
          <div>
            <Title order={1} size="h2">
              {t(`signIn.${purpose}.title`)}
            </Title>
            <Text c="dimmed" size="sm">
              {t(`signIn.${purpose}.text`)}
            </Text>
          </div>
          <SignInForm key={purpose} purpose={purpose} invite={invite} username={again ?? ''} />
          {maySwitch && (
            <Anchor component="button" type="button" size="sm" onClick={() => setWantsAccount(!wantsAccount)}>
              {t(wantsAccount ? 'signIn.haveAccount' : 'signIn.needAccount')}
            </Anchor>
          )}
        </Stack>
      </Paper>
    </Center>
  )
}

/** To the address that asked for a session, if one did: never to another site. */
function goOn(): void {
  const next = new URLSearchParams(location.search).get('next')
  const url = next === null ? undefined : new URL(next, location.origin)
  if (url?.origin === location.origin) location.replace(url)
}

function SignInForm({ purpose, invite, username }: { purpose: Purpose; invite: string | null; username: string }) {
  const { t } = useTranslation()
  const [problem, setProblem] = useState<string>()
  const form = useForm({ mode: 'uncontrolled', initialValues: { username, email: '', password: '' } })
  const isNew = purpose === 'first' || purpose === 'register'
  const submit = form.onSubmit(async ({ username, email, password }) => {
    setProblem(undefined)
    const extra = { ...(email && { email }), ...(invite && { invite }) }
    try {
      const answer = isNew
        ? await signIn('/api/auth/register', { username, password, ...extra })
        : await signIn('/api/auth/login', { username, password })
      if (!answer.ok) throw refusalOf(answer.status, await answer.json())
      if (purpose !== 'again') goOn()
    } catch (error) {
      setProblem(showRefusal(form, error))
    }
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {problem !== undefined && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <TextInput
          label={t(isNew ? 'signIn.username' : 'signIn.usernameOrEmail')}
          autoComplete="username"
          required
          data-autofocus
          key={form.key('username')}
          {...form.getInputProps('username')}
        />
        {isNew && (
          <TextInput
            label={t('signIn.email')}
            description={t('signIn.emailHint')}
            type="email"
            autoComplete="email"
            key={form.key('email')}
            {...form.getInputProps('email')}
          />
        )}
        <PasswordInput
          label={t('signIn.password')}
          {...(isNew && { description: t('signIn.passwordHint') })}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          required
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={form.submitting}>
          {t(`signIn.${purpose}.button`)}
        </Button>
      </Stack>
    </form>
  )
}
