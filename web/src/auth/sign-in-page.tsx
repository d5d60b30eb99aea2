import { Button, Code, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { type ComponentProps, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, Refusal, refusalOf } from '../api/client.ts'
import { addressOf } from '../base-path.ts'
import { showRefusal } from '../ui/form-errors.ts'
import { showEither } from '../ui/formats.ts'
import { Problem } from '../ui/problem.tsx'
import { CheckEmail } from './check-email.tsx'
import { EntryCard, EntryChoice } from './entry-card.tsx'
import { ForgottenPassword } from './forgotten-password.tsx'
import { signIn } from './session.ts'

type Purpose = 'first' | 'register' | 'sign-in' | 'again'

/** Asks who it is: somebody with an account, somebody with an invite, or the very first one; or the one who was here. */
export function SignInPage({ again }: { again?: string }) {
  const { t } = useTranslation()
  const { invite, setup } = useLinked()
  const server = useQuery({ queryKey: ['setup'], queryFn: () => bodyOf(api.GET('/api/auth/setup')) })
  const [wish, setWish] = useState<Wish>(invite === null ? 'sign-in' : 'register')
  const [pending, setPending] = useState<Pending>()
  const isFirst = server.data?.needs_first_account === true
  if (wish === 'forgotten') {
    return (
      <ForgottenPassword
        username={again ?? ''}
        sendsMail={server.data?.mail !== false}
        isCover={again !== undefined}
        onBack={() => setWish('sign-in')}
      />
    )
  }
  if (isFirst && setup === null && server.data?.needs_setup_link) return <NeedsSetupLink />
  const purpose: Purpose = again ? 'again' : isFirst ? 'first' : wish
  const letsIn = invite !== null || ['open', 'domains'].includes(server.data?.signup ?? '')
  const maySwitch = !again && !isFirst && letsIn
  if (pending) return <CheckEmail {...pending} onBack={() => setPending(undefined)} />
  return (
    <EntryCard isCover={again !== undefined} title={t(`signIn.${purpose}.title`)} text={t(`signIn.${purpose}.text`)}>
      <SignInForm
        key={purpose}
        purpose={purpose}
        username={again ?? ''}
        domains={server.data?.signup_domains ?? []}
        onPending={setPending}
      />
      <EntryChoices purpose={purpose} maySwitch={maySwitch} onChoose={setWish} />
    </EntryCard>
  )
}

type Wish = 'sign-in' | 'register' | 'forgotten'

interface ChoicesProps {
  purpose: Purpose
  maySwitch: boolean
  onChoose: (wish: Wish) => void
}

/** For those who want something else than the form is for. */
function EntryChoices({ purpose, maySwitch, onChoose }: ChoicesProps) {
  const { t } = useTranslation()
  const isNew = purpose === 'register'
  return (
    <>
      {(purpose === 'sign-in' || purpose === 'again') && (
        <EntryChoice label={t('signIn.forgotten')} onClick={() => onChoose('forgotten')} />
      )}
      {maySwitch && (
        <EntryChoice
          label={t(isNew ? 'signIn.haveAccount' : 'signIn.needAccount')}
          onClick={() => onChoose(isNew ? 'sign-in' : 'register')}
        />
      )}
    </>
  )
}

/** On a server that nobody has an account on, for whoever has not come by its link. */
function NeedsSetupLink() {
  const { t } = useTranslation()
  return (
    <EntryCard title={t('signIn.first.title')} text={t('signIn.setupLink.text')}>
      <Text size="sm">{t('signIn.setupLink.how')}</Text>
      <Code block>teamroom user add NAME</Code>
    </EntryCard>
  )
}

interface Linked {
  /** An invite's token; null where none was opened. */
  invite: string | null
  /** The address that the invite is for. */
  email: string
  /** The token of the link to the first account. */
  setup: string | null
}

/** What the link has that was opened. */
function useLinked(): Linked {
  const hash = useLocation({ select: (location) => location.hash })
  const link = new URLSearchParams(hash)
  return { invite: link.get('invite'), email: link.get('email') ?? '', setup: link.get('setup') }
}

/** To the address that asked for a session, if one did: never to another site, nor to another program on this host. */
function goOn(): void {
  const next = new URLSearchParams(location.search).get('next')
  const url = next !== null && URL.canParse(next, location.origin) ? new URL(next, location.origin) : undefined
  if (url?.origin === location.origin && url.pathname.startsWith(addressOf('/'))) location.replace(url)
}

/** A registration that waits for its address to be confirmed. */
type Pending = Omit<ComponentProps<typeof CheckEmail>, 'onBack'>

interface FormProps {
  purpose: Purpose
  username: string
  /** The mail domains whose addresses let people in. */
  domains: readonly string[]
  onPending: (pending: Pending) => void
}

function SignInForm({ purpose, username, domains, onPending }: FormProps) {
  const { t } = useTranslation()
  const { invite, email, setup } = useLinked()
  const [problem, setProblem] = useState<string>()
  const form = useForm({ mode: 'uncontrolled', initialValues: { username, email, password: '' } })
  const isNew = purpose === 'first' || purpose === 'register'
  const needsEmail = domains.length > 0 && purpose === 'register' && invite === null
  const submit = form.onSubmit(async ({ username, email, password }) => {
    setProblem(undefined)
    const extra = { ...(email && { email }), ...(invite && { invite }), ...(purpose === 'first' && setup && { setup }) }
    const enter = async () => {
      const answer = isNew
        ? await signIn('/api/auth/register', { username, password, ...extra })
        : await signIn('/api/auth/login', { username, password })
      if (!answer.ok) throw refusalOf(answer.status, await answer.json())
      return answer.status
    }
    try {
      if ((await enter()) === 202) return onPending({ email, sendAgain: enter })
      if (purpose !== 'again') goOn()
    } catch (error) {
      const isWrong = error instanceof Refusal && error.status === 401
      setProblem(isWrong ? t('signIn.wrong') : showRefusal(form, error))
    }
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Problem text={problem} />
        <TextInput
          label={t(isNew ? 'signIn.username' : 'signIn.usernameOrEmail')}
          autoComplete="username"
          required
          key={form.key('username')}
          {...form.getInputProps('username')}
        />
        {isNew && (
          <TextInput
            label={t('signIn.email')}
            description={
              needsEmail ? t('signIn.companyEmailHint', { domains: showEither(domains) }) : t('signIn.emailHint')
            }
            type="email"
            autoComplete="email"
            required={needsEmail}
            key={form.key('email')}
            {...form.getInputProps('email')}
          />
        )}
        <PasswordInput
          label={t('signIn.password')}
          {...(isNew && { description: t('signIn.passwordHint') })}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
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
