import { Button, Card, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../api/client.ts'
import { showRefusal } from '../ui/form-errors.ts'
import { showInstant } from '../ui/formats.ts'
import { Problem } from '../ui/problem.tsx'
import { SharedLink } from '../ui/shared-link.tsx'
import { ROLES, type Role } from './roles.ts'

/** Makes an invite, and shows its link: this once, as the server keeps no copy. With `isMailed` the server sends it, too. */
export function InviteForm({ isMailed }: { isMailed: boolean }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [made, setMade] = useState<Schema<'NewInvite'>>()
  const [problem, setProblem] = useState<string>()
  const form = useForm({ initialValues: { role: 'member' as Role, email: '' } })
  const submit = form.onSubmit(async ({ role, email }) => {
    setProblem(undefined)
    try {
      setMade(await bodyOf(api.POST('/api/invites', { body: { role, ...(email && { email }) } })))
      form.reset()
      void queries.invalidateQueries({ queryKey: ['invites'] })
    } catch (error) {
      setProblem(showRefusal(form, error))
    }
  })
  return (
    <Card withBorder component="section" aria-labelledby="invite">
      <Title order={2} size="h4" mb="xs" id="invite">
        {t('settings.invites.new')}
      </Title>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Problem text={problem} />
          <Select
            label={t('settings.invites.role')}
            description={t(`settings.roleHint.${form.values.role}`)}
            data={ROLES.map((value) => ({ value, label: t(`settings.role.${value}`) }))}
            allowDeselect={false}
            {...form.getInputProps('role')}
          />
          <TextInput
            label={t('signIn.email')}
            description={[t('settings.invites.emailHint'), isMailed && t('settings.invites.emailSent')]
              .filter(Boolean)
              .join(' ')}
            type="email"
            autoComplete="off"
            {...form.getInputProps('email')}
          />
          <Button type="submit" w="fit-content" loading={form.submitting}>
            {t('settings.invites.make')}
          </Button>
        </Stack>
      </form>
      {made && <NewInvite key={made.id} invite={made} isMailed={isMailed} onDone={() => setMade(undefined)} />}
    </Card>
  )
}

interface Made {
  invite: Schema<'NewInvite'>
  isMailed: boolean
  onDone: () => void
}

function NewInvite({ invite, isMailed, onDone }: Made) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm" mt="md" component="section" aria-label={t('settings.invites.link')}>
      <Text size="sm" role="status">
        {t('settings.invites.once', { when: showInstant(invite.expires_at) })}{' '}
        {isMailed && invite.email && t('settings.invites.sentTo', { email: invite.email })}
      </Text>
      {/* A server that was not told its own address gives a path. */}
      <SharedLink
        label={t('settings.invites.link')}
        code={t('settings.invites.code')}
        url={new URL(invite.url, location.origin).href}
      />
      <Group>
        <Button variant="default" size="xs" onClick={onDone}>
          {t('settings.invites.done')}
        </Button>
      </Group>
    </Stack>
  )
}
