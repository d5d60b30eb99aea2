import { Alert, Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { showRefusal } from '../ui/form-errors.ts'
import { Problem } from '../ui/problem.tsx'
import { EntryCard, EntryChoice } from './entry-card.tsx'

interface Props {
  username: string
  /** Whether this server sends mail; where it does not, an administrator helps. */
  sendsMail: boolean
  isCover: boolean
  onBack: () => void
}

/** Has a link to choose another password mailed to somebody. Whether there is such an account is not said. */
export function ForgottenPassword({ username, sendsMail, isCover, onBack }: Props) {
  const { t } = useTranslation()
  return (
    <EntryCard title={t('forgotten.title')} text={t(sendsMail ? 'forgotten.text' : 'forgotten.ask')} isCover={isCover}>
      {sendsMail && <MailForm username={username} />}
      <EntryChoice label={t('forgotten.back')} onClick={onBack} />
    </EntryCard>
  )
}

function MailForm({ username }: { username: string }) {
  const { t } = useTranslation()
  const [problem, setProblem] = useState<string>()
  const [isSent, setIsSent] = useState(false)
  const form = useForm({ mode: 'uncontrolled', initialValues: { username } })
  const submit = form.onSubmit(async (body) => {
    setProblem(undefined)
    try {
      await bodyOf(api.POST('/api/auth/forgotten-password', { body }))
      setIsSent(true)
    } catch (error) {
      setProblem(showRefusal(form, error))
    }
  })
  if (isSent) return <Alert role="status">{t('forgotten.sent')}</Alert>
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Problem text={problem} />
        <TextInput
          label={t('signIn.usernameOrEmail')}
          autoComplete="username"
          required
          key={form.key('username')}
          {...form.getInputProps('username')}
        />
        <Button type="submit" loading={form.submitting}>
          {t('forgotten.send')}
        </Button>
      </Stack>
    </form>
  )
}
