import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../../api/client.ts'
import { showInstant } from '../../ui/formats.ts'
import { Pages } from '../../ui/pages.tsx'

interface Props {
  surveyId: string
  questionId: string
  /** How many there are by now. */
  count: number
}

/** What people wrote, a page at a time, with their names where they gave them. What comes later waits to be asked for. */
export function Answers({ surveyId, questionId, count }: Props) {
  const { t } = useTranslation()
  const path = { id: surveyId, question: questionId }
  const [seen, setSeen] = useState(count)
  return (
    <Stack gap="xs">
      {count > seen && (
        <Button size="compact-sm" variant="light" w="fit-content" onClick={() => setSeen(count)}>
          {t('results.newAnswers', { count: count - seen })}
        </Button>
      )}
      <Pages
        queryKey={['surveys', surveyId, 'answers', questionId, seen]}
        pageAt={(query) =>
          pageOf(api.GET('/api/surveys/{id}/questions/{question}/answers', { params: { path, query } }))
        }
        empty={null}
      >
        {(answers) => (
          <Stack gap="xs">
            {answers.map(({ text, respondent, submitted_at }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what people wrote has no name, and only grows.
              <div key={at}>
                <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                  {text}
                </Text>
                {submitted_at && (
                  <Text size="xs" c="dimmed">
                    {[respondent, showInstant(submitted_at)].filter(Boolean).join(' · ')}
                  </Text>
                )}
              </div>
            ))}
          </Stack>
        )}
      </Pages>
    </Stack>
  )
}
