import { Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { showDay } from '../../ui/formats.ts'
import styles from './grid.module.css'
import type { Holiday } from './grid-ground.tsx'

/** What bars and shades of the grid mean, and its holidays by name. */
export function Legend({ holidays }: { holidays: readonly Holiday[] }) {
  const { t } = useTranslation()
  return (
    <>
      <Group gap="md">
        {(['approved', 'pending', 'off'] as const).map((what) => (
          <Group key={what} gap={6}>
            <span className={styles.sample} data-status={what} />
            <Text size="sm">{t(`calendar.${what}`)}</Text>
          </Group>
        ))}
      </Group>
      {holidays.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('calendar.holidays')}: {holidays.map(({ date, name }) => `${showDay(date)} ${name}`).join(' · ')}
        </Text>
      )}
    </>
  )
}
