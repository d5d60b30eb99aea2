import { Checkbox, Group, NumberInput, Radio, Select, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Survey } from './queries.ts'

/** What is decided about how much of anonymous replies is shown. */
export type DisclosureDraft = Pick<
  Survey,
  'threshold' | 'text_threshold' | 'results_when' | 'whole_replies' | 'split_by'
>

export const disclosureOf = (survey: Survey): DisclosureDraft => ({
  threshold: survey.threshold,
  text_threshold: survey.text_threshold,
  results_when: survey.results_when,
  whole_replies: survey.whole_replies,
  split_by: survey.split_by,
})

/** The least that the server takes. */
const LEAST = 5
const MOST = 1_000
const DIVIDING = new Set(['single_choice', 'yes_no', 'rating', 'nps'])

interface Props {
  draft: DisclosureDraft
  questions: Survey['questions']
  sections: Survey['sections']
  /** Publishing settles all of it. */
  isSettled: boolean
  errors: Partial<Record<string, string[]>>
  onChange: (change: Partial<DisclosureDraft>) => void
}

/** When and how much is shown of the replies to an anonymous survey. */
export function Disclosure({ draft, questions, sections, isSettled, errors, onChange }: Props) {
  const { t } = useTranslation()
  const least = (name: 'threshold' | 'text_threshold') => ({
    label: t(`share.${name}`),
    value: draft[name],
    error: errors[name]?.join(' '),
    onChange: (value: string | number) => typeof value === 'number' && onChange(raised(draft, name, value)),
    ...{ disabled: isSettled, min: LEAST, max: MOST, w: 250 },
  })
  const step = draft.whole_replies ? Math.max(draft.threshold, draft.text_threshold) : draft.threshold
  return (
    <Stack gap="sm" component="section" aria-label={t('share.disclosure')} pl="xl">
      <div>
        <Title order={3} size="h5">
          {t('share.disclosure')}
        </Title>
        <Text size="sm" c="dimmed">
          {t(isSettled ? 'share.settled' : 'share.disclosureHint')}
        </Text>
      </div>
      <Radio.Group
        label={t('share.results_when')}
        value={draft.results_when}
        error={errors.results_when?.join(' ')}
        onChange={(when) =>
          onChange({ results_when: when as 'steps' | 'closed', ...(when === 'steps' && { split_by: null }) })
        }
      >
        <Stack gap={6} mt={6}>
          {(['steps', 'closed'] as const).map((when) => (
            <Radio
              key={when}
              value={when}
              label={t(`share.${when}`, { count: step })}
              description={t(`share.${when}Hint`)}
              disabled={isSettled}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Group align="start">
        <NumberInput {...least('threshold')} description={t('share.thresholdHint')} inputWrapperOrder={ORDER} />
        <NumberInput {...least('text_threshold')} />
      </Group>
      {draft.results_when === 'closed' && (
        <Select
          label={t('share.split_by')}
          description={t('share.splitHint')}
          placeholder={t('share.splitNone')}
          data={questions
            .filter((question) => DIVIDING.has(question.type) && isAskedOfAll(question, sections))
            .map(({ id, title }) => ({ value: id, label: title }))}
          value={draft.split_by}
          error={errors.split_by?.join(' ')}
          onChange={(split_by) => onChange({ split_by })}
          disabled={isSettled}
          clearable
          maw={520}
        />
      )}
      <Checkbox
        label={t('share.whole_replies')}
        description={t('share.wholeHint')}
        checked={draft.whole_replies}
        onChange={(event) => onChange({ whole_replies: event.currentTarget.checked })}
        disabled={isSettled}
      />
    </Stack>
  )
}

function isAskedOfAll({ shown_if, section }: Survey['questions'][number], sections: Survey['sections']): boolean {
  return shown_if === null && !sections.some(({ id, shown_if }) => id === section && shown_if !== null)
}

/** Hints stand below, so that fields beside each other are level. */
const ORDER = ['label' as const, 'input' as const, 'description' as const, 'error' as const]

/** Texts need no fewer than other answers do. */
function raised(
  { text_threshold }: DisclosureDraft,
  name: 'threshold' | 'text_threshold',
  value: number,
): Partial<DisclosureDraft> {
  return name === 'threshold'
    ? { threshold: value, text_threshold: Math.max(value, text_threshold) }
    : { [name]: value }
}
