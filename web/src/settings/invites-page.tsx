import { Card, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, pageOf } from '../api/client.ts'
import { Pages } from '../ui/pages.tsx'
import { InviteForm } from './invite-form.tsx'
import { InviteRow } from './invite-row.tsx'
import { SettingsFrame } from './settings-frame.tsx'

/** Links by which people make accounts: new ones, and what came of the others. */
export function InvitesPage() {
  return (
    <SettingsFrame>
      <Invites />
    </SettingsFrame>
  )
}

function Invites() {
  const { t } = useTranslation()
  const server = useQuery({ queryKey: ['setup'], queryFn: () => bodyOf(api.GET('/api/auth/setup')) })
  return (
    <Stack gap="md">
      {server.data && (
        <Text size="sm" c="dimmed">
          {t(`settings.invites.signup.${server.data.signup}`)}
        </Text>
      )}
      <InviteForm isMailed={server.data?.mail === true} />
      <Card withBorder component="section" aria-labelledby="invites">
        <Title order={2} size="h4" mb="xs" id="invites">
          {t('settings.invites.list')}
        </Title>
        <Pages
          queryKey={['invites']}
          pageAt={(query) => pageOf(api.GET('/api/invites', { params: { query } }))}
          empty={t('settings.invites.none')}
        >
          {(invites) => (
            <Stack gap="sm">
              {invites.map((invite) => (
                <InviteRow key={invite.id} invite={invite} />
              ))}
            </Stack>
          )}
        </Pages>
      </Card>
    </Stack>
  )
}
