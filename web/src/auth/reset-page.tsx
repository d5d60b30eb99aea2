import { Button, PasswordInput, Stack } from '@mantine/core'
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

/** Where the links lead that are made for forgotten passwords: asks for another one, and signs in with it. */
export function ResetPage() {
  const { t } = useTranslation()
  const token = useLinkToken('/reset')
  return (
    <EntryCard title={t('reset.title')} text={t(token === undefined ? 'reset.noLink' : 'reset.text')}>
      {token !== undefined && <ResetForm key={token} token={token} />}
      <TextLink to="/" size="sm" ta="center">
        {t('reset.toSignIn')}
      </TextLink>
    </EntryCard>
  )
}

function ResetForm({ token }: { token: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string>()
  const form = useForm({ mode: 'uncontrolled', initialValues: { password: '' } })
  const submit = form.onSubmit(async ({ password }) => {
    setProblem(undefined)
    try {
      const answer = await signIn('/api/auth/password-reset', { token, password })
      if (!answer.ok) throw refusalOf(answer.status, await answer.json())
      await navigate({ to: '/', replace: true })
    } catch (error) {
      const isBadLink = error instanceof Refusal && error.status === 403
      setProblem(isBadLink ? t('reset.badLink') : showRefusal(form, error))
    }
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Problem text={problem} />
        <PasswordInput
          label={t('reset.password')}
          description={t('signIn.passwordHint')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          required
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={form.submitting}>
          {t('reset.button')}
        </Button>
      </Stack>
    </form>
  )
}
