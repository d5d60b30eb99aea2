import { Card, Stack, Text, Title } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, pageOf, type Schema, taggedOf } from '../api/client.ts'
import { SettingsFrame } from '../settings/settings-frame.tsx'
import { showInstant } from '../ui/formats.ts'
import { Pages } from '../ui/pages.tsx'
import { Loaded } from '../ui/states.tsx'
import { RetentionForm } from './retention-form.tsx'

const retention = queryOptions({
  queryKey: ['retention'],
  queryFn: () => taggedOf(api.GET('/api/retention', {})),
})

/** What is kept for how long, and whom that or an administrator has erased. */
export function PrivacyPage() {
  return (
    <SettingsFrame>
      <RetentionCard />
      <Receipts />
    </SettingsFrame>
  )
}

function RetentionCard() {
  const { t } = useTranslation()
  const query = useQuery(retention)
  return (
    <Card withBorder component="section" aria-labelledby="retention">
      <Title order={2} size="h4" id="retention">
        {t('privacy.retention.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('privacy.retention.text')}
      </Text>
      <Loaded query={query}>
        {({ data, etag }) => <RetentionForm retention={data} etag={etag} queryKey={retention.queryKey} />}
      </Loaded>
    </Card>
  )
}

function Receipts() {
  const { t } = useTranslation()
  return (
    <Card withBorder component="section" aria-labelledby="erased">
      <Title order={2} size="h4" mb="xs" id="erased">
        {t('privacy.receipts.title')}
      </Title>
      <Pages
        queryKey={['erasures']}
        pageAt={(query) => pageOf(api.GET('/api/erasures', { params: { query } }))}
        empty={t('privacy.receipts.none')}
      >
        {(receipts) => (
          <Stack gap="sm">
            {receipts.map((receipt) => (
              <Receipt key={receipt.id} receipt={receipt} />
            ))}
          </Stack>
        )}
      </Pages>
    </Card>
  )
}

function Receipt({ receipt }: { receipt: Schema<'Erasure'> }) {
  const { t } = useTranslation()
  const { pseudonym, way, erased_by, erased_at, counts } = receipt
  const by = erased_by === null ? t(`privacy.receipts.way.${way}`) : t('privacy.receipts.by', { name: erased_by })
  const kinds = counts.map(({ kind, count }) => `${t(`privacy.kind.${kind}`)}: ${count}`)
  return (
    <section aria-label={pseudonym}>
      <Text fw={600}>{pseudonym}</Text>
      <Text size="sm" c="dimmed">
        {[showInstant(erased_at), by].join(' · ')}
      </Text>
      <Text size="sm">{kinds.join(', ')}</Text>
    </section>
  )
}
