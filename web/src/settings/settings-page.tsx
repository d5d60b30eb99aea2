import { Anchor, Card, Stack, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { addressOf } from '../base-path.ts'
import { MyDataCard } from '../privacy/my-data-card.tsx'
import { AppearanceCard } from './appearance-card.tsx'
import { PasswordCard } from './password-card.tsx'
import { ProfileCard } from './profile-card.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { SettingsFrame } from './settings-frame.tsx'

/** What is mine alone: my account, how the app looks, my password, and where I am signed in. */
export function SettingsPage() {
  return (
    <SettingsFrame>
      <ProfileCard />
      <AppearanceCard />
      <PasswordCard />
      <SessionsCard />
      <MyDataCard />
      <ElsewhereCard />
    </SettingsFrame>
  )
}

/** Where other programs find what is here. */
function ElsewhereCard() {
  const { t } = useTranslation()
  return (
    <Card withBorder component="section" aria-labelledby="elsewhere">
      <Title order={2} size="h4" id="elsewhere">
        {t('settings.elsewhere')}
      </Title>
      <Stack gap={4} mt="xs" align="start">
        <Anchor href={addressOf('/api/docs/swagger')} size="sm">
          {t('settings.api')}
        </Anchor>
        <Anchor href={addressOf('/api/posts/feed.atom')} size="sm">
          {t('settings.feed')}
        </Anchor>
      </Stack>
    </Card>
  )
}
