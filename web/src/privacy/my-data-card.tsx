import { Card, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ExportButton } from './export-button.tsx'

/** Everything that is here on me, to take away. */
export function MyDataCard() {
  const { t } = useTranslation()
  return (
    <Card withBorder component="section" aria-labelledby="my-data">
      <Title order={2} size="h4" mb="xs" id="my-data">
        {t('privacy.mine')}
      </Title>
      <Stack gap="sm">
        <Text size="sm">{t('privacy.mineHint')}</Text>
        <ExportButton of="me" label={t('privacy.exportMine')} />
      </Stack>
    </Card>
  )
}
