import { Button, Card, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Question, Section } from '../../../server/surveys/form/form.ts'
import { titleId } from './question-editor.tsx'
import { Arrow } from './question-line.tsx'
import { RuleEditor } from './rule-editor.tsx'
import { ruleSentence } from './rule-sentences.ts'

interface Props {
  section: Section
  /** The questions before it. */
  earlier: readonly Question[]
  isEmpty: boolean
  isOpen: boolean
  onToggle: () => void
  onChange: (section: Section) => void
  onUp?: () => void
  onDown?: () => void
  onRemove: () => void
}

/** A heading in the list, over the questions of its section. */
export function SectionLine({ section, earlier, isEmpty, isOpen, onToggle, onChange, onUp, onDown, onRemove }: Props) {
  const { t } = useTranslation()
  const name = section.title || t('builder.untitledSection')
  return (
    <Card component="li" p="xs" mt="xs" bg="var(--mantine-color-default-hover)">
      <Group wrap="nowrap" gap={4}>
        <Button
          variant="transparent"
          color="gray"
          flex={1}
          justify="start"
          px={0}
          aria-expanded={isOpen}
          onClick={onToggle}
        >
          <Text truncate fw={700} c="var(--mantine-color-text)">
            {name}
          </Text>
        </Button>
        <Arrow step="up" name={name} onClick={onUp} />
        <Arrow step="down" name={name} onClick={onDown} />
      </Group>
      {section.shown_if && !isOpen && (
        <Text size="xs" c="dimmed">
          {ruleSentence(section.shown_if, earlier)}
        </Text>
      )}
      {isEmpty && (
        <Text size="sm" c="dimmed">
          {t('builder.emptySection')}
        </Text>
      )}
      {isOpen && (
        <Stack gap="sm" mt="sm">
          <TextInput
            id={titleId(section.id)}
            label={t('builder.sectionTitle')}
            value={section.title}
            onChange={(event) => onChange({ ...section, title: event.currentTarget.value })}
          />
          <Textarea
            label={t('builder.sectionText')}
            description={t('builder.markdown')}
            autosize
            minRows={1}
            value={section.text}
            onChange={(event) => onChange({ ...section, text: event.currentTarget.value })}
          />
          <RuleEditor
            rule={section.shown_if}
            earlier={earlier}
            onChange={(shown_if) => onChange({ ...section, shown_if })}
          />
          <Button size="xs" variant="light" color="red" ml="auto" onClick={onRemove}>
            {t('builder.removeSection')}
          </Button>
        </Stack>
      )}
    </Card>
  )
}
