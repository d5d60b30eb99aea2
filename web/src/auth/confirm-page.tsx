import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refusal, refusalOf } from '../api/client.ts'
import { showRefusal } from '../ui/form-errors.ts'
import { TextLink } from '../ui/links.tsx'
import { Problem } from '../ui/problem.tsx'
import { EntryCard } from './entry-card.tsx'
import { useLinkToken } from './link-token.ts'
import { signIn } from './session.ts'

/** Where the links lead that confirm an address: asks for the password, and signs in. */
export function ConfirmPage() {
  const { t } = useTranslation()
  const token = useLinkToken('/confirm')
  const [isOver, setIsOver] = useState(false)
  const said = token === undefined ? 'noLink' : isOver ? 'badLink' : 'text'
  return (
    <EntryCard title={t('confirmEmail.title')} text={t(`confirmEmail.${said}`)}>
      {said === 'text' && <ConfirmForm token={token ?? ''} onOver={() => setIsOver(true)} />}
      <TextLink to="/" size="sm" ta="center">
        {t('reset.toSignIn')}
      </TextLink>
    </EntryCard>
  )
}

interface FormProps {
  token: string
  /** The link is good for nothing. */
  onOver: () => void
}

function ConfirmForm({ token, onOver }: FormProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string>()
  const [isNameTaken, setIsNameTaken] = useState(false)
  const form = useForm({ mode: 'uncontrolled', initialValues: { username: '', password: '' } })
  const submit = form.onSubmit(async ({ username, password }) => {
    setProblem(undefined)
    try {
      const answer = await signIn('/api/auth/confirmations', { token, password, ...(username && { username }) })
      if (!answer.ok) throw refusalOf(answer.status, await answer.json())
      await navigate({ to: '/', replace: true })
    } catch (error) {
      const status = error instanceof Refusal ? error.status : undefined
      if (status === 403) return onOver()
      if (status === 409) setIsNameTaken(true)
      setProblem(showRefusal(form, error))
    }
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Problem text={problem} />
        {isNameTaken && (
          <TextInput
            label={t('confirmEmail.otherName')}
            autoComplete="username"
            required
            key={form.key('username')}
            {...form.getInputProps('username')}
          />
        )}
        <PasswordInput
          label={t('signIn.password')}
          description={t('confirmEmail.passwordHint')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          required
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={form.submitting}>
          {t('confirmEmail.button')}
        </Button>
      </Stack>
    </form>
  )
}
