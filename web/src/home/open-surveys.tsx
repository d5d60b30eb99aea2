import { Anchor, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { addressOf } from '../base-path.ts'
import { showInstant } from '../ui/formats.ts'
import { Loaded } from '../ui/states.tsx'
import { HomeCard } from './home-card.tsx'
import { surveysForMe } from './queries.ts'
import { Rest } from './rest.tsx'

const SHOWN = 5

/** The surveys that wait for my reply. */
export function OpenSurveys() {
  const { t } = useTranslation()
  const query = useQuery(surveysForMe)
  return (
    <HomeCard title={t('home.surveys')}>
      <Loaded query={query} isEmpty={({ surveys, isAll }) => isAll && surveys.length === 0} empty={t('home.noSurveys')}>
        {({ surveys, isAll }) => (
          <>
            {surveys.slice(0, SHOWN).map(({ id, title, due_at, public_key }) => (
              <Group key={id} justify="space-between" wrap="nowrap">
                <Anchor href={addressOf(`/s/${public_key}`)} size="sm" truncate>
                  {title}
                </Anchor>
                {due_at && (
                  <Text size="sm" c="dimmed">
                    {t('home.until', { when: showInstant(due_at) })}
                  </Text>
                )}
              </Group>
            ))}
            <Rest count={surveys.length - SHOWN} isAll={isAll} to="/surveys" />
          </>
        )}
      </Loaded>
    </HomeCard>
  )
}
