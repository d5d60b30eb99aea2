import { SimpleGrid, Stack, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useUser } from '../auth/session.ts'
import { Waiting } from '../time-off/waiting.tsx'
import { Away } from './away.tsx'
import { BackupNotice } from './backup-notice.tsx'
import { Balances } from './balances.tsx'
import { LatestNews } from './latest-news.tsx'
import { MustReads } from './must-reads.tsx'
import { NextForMe } from './next-for-me.tsx'
import { OpenSurveys } from './open-surveys.tsx'
import { Welcome } from './welcome.tsx'

/** What somebody wants to know first: what waits for them, who is away, what is next, and the news. */
export function HomePage() {
  const { t } = useTranslation()
  const { username } = useUser()
  return (
    <Stack gap="lg">
      <Title order={1}>{t('home.title', { name: username })}</Title>
      <BackupNotice />
      <Welcome />
      <Waiting />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Stack>
          <Away />
          <MustReads />
          <OpenSurveys />
        </Stack>
        <Stack>
          <NextForMe />
          <Balances />
          <LatestNews />
        </Stack>
      </SimpleGrid>
    </Stack>
  )
}
