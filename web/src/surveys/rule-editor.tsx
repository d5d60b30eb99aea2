import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Condition, Operator, Question, ShownIf } from '../../../server/surveys/form/form.ts'
import { comparesValue, operatorsOf } from '../../../server/surveys/form/operator-rules.ts'
import { operatorText } from './rule-sentences.ts'
import { RuleValue } from './rule-value.tsx'

interface Props {
  rule: ShownIf | null
  /** Those that a rule may look at. */
  earlier: readonly Question[]
  onChange: (rule: ShownIf | null) => void
}

/** When a question or section is asked, read as a sentence. */
export function RuleEditor({ rule, earlier, onChange }: Props) {
  const { t } = useTranslation()
  const last = earlier.at(-1)
  const conditions = rule?.conditions ?? []
  if (!last && conditions.length === 0) return null
  const put = (changed: Condition[], match = rule?.match ?? 'all') =>
    onChange(changed.length === 0 ? null : { match, conditions: changed })
  return (
    <Stack gap={6}>
      {rule && (
        <Group gap={6}>
          <Text size="sm">{t('rule.askedIf')}</Text>
          {conditions.length > 1 && (
            <Select
              size="xs"
              w={260}
              aria-label={t('rule.match')}
              data={(['all', 'any'] as const).map((value) => ({ value, label: t(`rule.${value}`) }))}
              value={rule.match}
              allowDeselect={false}
              onChange={(match) => put(conditions, match as ShownIf['match'])}
            />
          )}
        </Group>
      )}
      {conditions.map((condition, at) => (
        <ConditionEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name, and keep their order.
          key={at}
          condition={condition}
          earlier={earlier}
          onChange={(changed) => put(conditions.with(at, changed))}
          onRemove={() => put(conditions.toSpliced(at, 1))}
        />
      ))}
      {last && (
        <Button
          size="compact-sm"
          variant="subtle"
          w="fit-content"
          onClick={() => put([...conditions, { question: last.id, operator: 'answered' }])}
        >
          {t(rule ? 'rule.add' : 'rule.begin')}
        </Button>
      )}
    </Stack>
  )
}

interface ConditionProps {
  condition: Condition
  earlier: readonly Question[]
  onChange: (condition: Condition) => void
  onRemove: () => void
}

function ConditionEditor({ condition, earlier, onChange, onRemove }: ConditionProps) {
  const { t } = useTranslation()
  const question = earlier.find(({ id }) => id === condition.question)
  return (
    <Group gap={6} align="start">
      <Select
        size="xs"
        flex={2}
        miw={140}
        aria-label={t('rule.question')}
        data={earlier.map((one, at) => ({
          value: one.id,
          label: `${at + 1}. ${one.title.trim() || t('builder.untitled')}`,
        }))}
        value={question?.id ?? null}
        error={!question && t('rule.gone')}
        allowDeselect={false}
        onChange={(id) => id && onChange({ question: id, operator: 'answered' })}
      />
      {question && (
        <Select
          size="xs"
          w={180}
          aria-label={t('rule.operator')}
          data={operatorsOf(question.type).map((value) => ({ value, label: operatorText(value, question.type) }))}
          value={condition.operator}
          allowDeselect={false}
          onChange={(chosen) => {
            const operator = chosen as Operator
            const { value: _value, ...rest } = condition
            onChange({ ...(comparesValue(operator) ? condition : rest), operator })
          }}
        />
      )}
      {question && comparesValue(condition.operator) && (
        <RuleValue
          question={question}
          value={condition.value}
          onChange={(value) => onChange({ ...condition, value })}
        />
      )}
      <ActionIcon variant="subtle" color="gray" aria-label={t('rule.remove')} onClick={onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </Group>
  )
}
