import { Button, Card, SimpleGrid, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Results } from '../../../../server/surveys/results/schema.ts'
import { showDay, showInstant, showNumber, showShare } from '../../ui/formats.ts'
import { Bars } from './bars.tsx'

const WEEK = 7

/** How many replied, how many of them to everything, when, and to which version. */
export function Overview({ results }: { results: Results }) {
  const { t } = useTranslation()
  return (
    <Stack gap="md">
      <SimpleGrid cols={2}>
        <Figure name={t('results.replies')} value={showNumber(results.reply_count)} />
        {results.completion !== null && <Figure name={t('results.completion')} value={showShare(results.completion)} />}
      </SimpleGrid>
      {results.days.length > 0 && <Days days={results.days} />}
      {results.versions.length > 1 && results.versions.every(({ replies }) => replies !== null) && (
        <Card withBorder>
          {results.versions.map(({ version, published_at, replies }) => (
            <Text key={version} size="sm">
              {t('results.version', { version, when: showInstant(published_at) })}
              {` · ${t('surveys.replies', { count: replies ?? 0 })}`}
            </Text>
          ))}
        </Card>
      )}
    </Stack>
  )
}

/** Replies by day: those of the last week that had any, until all are asked for. */
function Days({ days }: Pick<Results, 'days'>) {
  const { t } = useTranslation()
  const [isWhole, setWhole] = useState(false)
  const most = Math.max(1, ...days.map(({ replies }) => replies))
  const rows = (isWhole ? days : days.slice(-WEEK)).map(({ day, replies }) => ({
    key: day,
    label: showDay(day, { day: 'numeric', month: 'short' }),
    value: showNumber(replies),
    share: replies / most,
  }))
  return (
    <Card withBorder>
      <Text size="sm" c="dimmed" mb="xs">
        {t('results.days')}
      </Text>
      <Bars label={t('results.days')} rows={rows} isNarrow />
      {days.length > WEEK && !isWhole && (
        <Button size="compact-sm" variant="subtle" w="fit-content" mt="xs" onClick={() => setWhole(true)}>
          {t('results.allDays', { count: days.length })}
        </Button>
      )}
    </Card>
  )
}

/** A number, and what it is the number of. */
function Figure({ name, value }: { name: string; value: string }) {
  return (
    <Card withBorder>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text size="xl" fw={700}>
        {value}
      </Text>
    </Card>
  )
}
