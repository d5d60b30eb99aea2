import { ActionIcon, Badge, Button, Card, Group, Stack, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Question } from '../../../server/surveys/form/form.ts'
import { ruleSentence } from './rule-sentences.ts'
import type { Dragging } from './use-dragging.ts'

interface Props {
  question: Question
  earlier: readonly Question[]
  /** Counted from 1. */
  number: number
  isInSection: boolean
  isDragged: boolean
  isOpen: boolean
  grip: ReturnType<Dragging['grip']>
  onToggle: () => void
  onUp?: () => void
  onDown?: () => void
  onCopy: () => void
  onRemove: () => void
  children: ReactNode
}

/** A question in the list: ordered by its grip or its arrows, and worked on once it is open. */
export function QuestionLine({ question, earlier, number, grip, isOpen, ...props }: Props) {
  const { t } = useTranslation()
  const title = question.title || t('builder.untitled')
  const name = question.title.trim() || String(number)
  return (
    <Card
      withBorder
      component="li"
      p="xs"
      ml={props.isInSection ? 'md' : 0}
      opacity={props.isDragged ? 0.7 : 1}
      bd={props.isDragged ? '1px dashed var(--mantine-primary-color-filled)' : undefined}
    >
      <Group wrap="nowrap" gap={4}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('builder.grip', { name })}
          style={{ cursor: 'grab', touchAction: 'none' }}
          {...grip}
        >
          <IconGripVertical size={16} />
        </ActionIcon>
        <Button
          variant="transparent"
          color="gray"
          flex={1}
          justify="start"
          px={0}
          aria-expanded={isOpen}
          onClick={props.onToggle}
        >
          <Text truncate c="var(--mantine-color-text)">
            {number}. {title}
          </Text>
        </Button>
        <Badge variant="light" color="gray" visibleFrom="xs" style={{ flex: 'none' }}>
          {t(`type.${question.type}`)}
        </Badge>
        <Arrow step="up" name={name} onClick={props.onUp} />
        <Arrow step="down" name={name} onClick={props.onDown} />
      </Group>
      {question.shown_if && !isOpen && (
        <Text size="xs" c="dimmed" ml={32} style={{ overflowWrap: 'anywhere' }}>
          {ruleSentence(question.shown_if, earlier)}
        </Text>
      )}
      {isOpen && (
        <Stack gap="lg" mt="sm">
          {props.children}
          <Group gap="xs" justify="end">
            <Button size="xs" variant="default" onClick={props.onCopy}>
              {t('builder.copy')}
            </Button>
            <Button size="xs" variant="light" color="red" onClick={props.onRemove}>
              {t('builder.remove')}
            </Button>
          </Group>
        </Stack>
      )}
    </Card>
  )
}

interface ArrowProps {
  step: 'up' | 'down'
  name: string
  /** Undefined at the end, where it goes no further. */
  onClick: (() => void) | undefined
}

/** Moves something by one place. */
export function Arrow({ step, name, onClick }: ArrowProps) {
  const { t } = useTranslation()
  const Icon = step === 'up' ? IconArrowUp : IconArrowDown
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      disabled={!onClick}
      aria-label={t(`builder.${step}`, { name })}
      onClick={onClick}
    >
      <Icon size={16} />
    </ActionIcon>
  )
}
