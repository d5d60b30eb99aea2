import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Condition, Operator, Question, ShownIf } from '../../../server/surveys/form/schema.ts'
import { titleOf } from './queries.ts'

const ORDERED: Operator[] = ['is', 'is_not', 'at_least', 'at_most', 'answered', 'not_answered']
const EQUAL: Operator[] = ['is', 'is_not', 'answered', 'not_answered']
const PRESENT: Operator[] = ['answered', 'not_answered']

const OPERATORS: Record<Question['type'], Operator[]> = {
  text: PRESENT,
  long_text: PRESENT,
  ranking: PRESENT,
  matrix: PRESENT,
  single_choice: EQUAL,
  multiple_choice: EQUAL,
  yes_no: EQUAL,
  rating: ORDERED,
  nps: ORDERED,
  number: ORDERED,
  date: ORDERED,
}

interface Props {
  rule: ShownIf | null
  /** Those that a rule may look at. */
  earlier: readonly Question[]
  onChange: (rule: ShownIf | null) => void
}

/** When a question is asked, read as a sentence. */
export function RuleEditor({ rule, earlier, onChange }: Props) {
  const { t } = useTranslation()
  if (earlier.length === 0) return null
  const conditions = rule?.conditions ?? []
  const put = (changed: Condition[], match = rule?.match ?? 'all') =>
    onChange(changed.length === 0 ? null : { match, conditions: changed })
  const add = () => put([...conditions, { question: earlier.at(-1)?.id ?? '', operator: 'answered' }])
  return (
    <Stack gap={6}>
      {rule && (
        <Group gap={6}>
          <Text size="sm">{t('builder.askedIf')}</Text>
          {conditions.length > 1 && (
            <Select
              size="xs"
              w={110}
              aria-label={t('builder.match')}
              data={[
                { value: 'all', label: t('builder.all') },
                { value: 'any', label: t('builder.any') },
              ]}
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
          onChange={(changed) => put(conditions.map((one, i) => (i === at ? changed : one)))}
          onRemove={() => put(conditions.filter((_, i) => i !== at))}
        />
      ))}
      <Button size="compact-sm" variant="subtle" w="fit-content" onClick={add}>
        {t(rule ? 'builder.addCondition' : 'builder.addRule')}
      </Button>
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
  const needsValue = condition.operator !== 'answered' && condition.operator !== 'not_answered'
  return (
    <Group gap={6} align="start">
      <Select
        size="xs"
        flex={2}
        miw={140}
        aria-label={t('builder.question')}
        data={earlier.map((one, at) => ({ value: one.id, label: titleOf(one, at) }))}
        value={condition.question}
        allowDeselect={false}
        onChange={(id) => id && onChange({ question: id, operator: 'answered' })}
      />
      <Select
        size="xs"
        w={150}
        aria-label={t('builder.operator')}
        data={(question ? OPERATORS[question.type] : PRESENT).map((value) => ({ value, label: t(`builder.${value}`) }))}
        value={condition.operator}
        allowDeselect={false}
        onChange={(operator) => {
          const { value: _value, ...rest } = condition
          const isPlain = operator === 'answered' || operator === 'not_answered'
          onChange(isPlain ? { ...rest, operator } : { ...condition, operator: operator as Operator })
        }}
      />
      {needsValue && question && (
        <ValueInput question={question} condition={condition} onChange={(value) => onChange({ ...condition, value })} />
      )}
      <ActionIcon variant="subtle" color="gray" aria-label={t('builder.removeCondition')} onClick={onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </Group>
  )
}

interface ValueProps {
  question: Question
  condition: Condition
  onChange: (value: string | number | boolean) => void
}

function ValueInput({ question, condition: { value }, onChange }: ValueProps) {
  const { t } = useTranslation()
  const label = t('builder.value')
  const pick = (data: { value: string; label: string }[], parse: (text: string) => string | boolean) => (
    <Select
      size="xs"
      flex={1}
      miw={120}
      aria-label={label}
      data={data}
      value={value === undefined ? null : String(value)}
      onChange={(text) => text !== null && onChange(parse(text))}
    />
  )
  switch (question.type) {
    case 'single_choice':
    case 'multiple_choice': {
      const choices = question.choices.map((choice) => ({ value: choice.id, label: choice.label || choice.id }))
      return pick(question.other ? [...choices, { value: 'other', label: t('builder.otherChoice') }] : choices, String)
    }
    case 'yes_no':
      return pick(
        [
          { value: 'true', label: t('builder.yes') },
          { value: 'false', label: t('builder.no') },
        ],
        (text) => text === 'true',
      )
    case 'date':
      return (
        <TextInput
          size="xs"
          type="date"
          aria-label={label}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    default:
      return (
        <NumberInput
          size="xs"
          w={90}
          aria-label={label}
          value={typeof value === 'number' ? value : ''}
          onChange={(number) => typeof number === 'number' && onChange(number)}
        />
      )
  }
}
