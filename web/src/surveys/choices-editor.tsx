import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useRef } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { Choice } from '../../../server/surveys/form/form.ts'
import { newChoice } from './new-questions.ts'

interface Props {
  label: string
  choices: Choice[]
  onChange: (choices: Choice[]) => void
}

/** The choices of a question, one a line; Enter leads to the next one, which it adds where there is none to be filled in. */
export function ChoicesEditor({ label, choices, onChange }: Props) {
  const { t } = useTranslation()
  const change = (id: string, text: string) =>
    onChange(choices.map((choice) => (choice.id === id ? { ...choice, label: text } : choice)))
  const list = useRef<HTMLDivElement>(null)
  const focus = (at: number) => list.current?.querySelectorAll<HTMLElement>('[data-choice] input')[at]?.focus()
  const isBlank = (at: number) => choices[at]?.label.trim() === ''
  const addAt = (at: number) => {
    flushSync(() => onChange(choices.toSpliced(at, 0, newChoice())))
    focus(at)
  }
  const goOn = (at: number) => {
    if (isBlank(at + 1)) focus(at + 1)
    else if (!isBlank(at)) addAt(at + 1)
  }
  return (
    <Stack gap={6} ref={list}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      {choices.map(({ id, label: text }, at) => (
        <Group key={id} gap={6} wrap="nowrap" data-choice>
          <TextInput
            flex={1}
            size="sm"
            value={text}
            aria-label={`${label} ${at + 1}`}
            onChange={(event) => change(id, event.currentTarget.value)}
            onKeyDown={(event) => {
              // Where words are composed, as in Japanese, Enter chooses one of them.
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
              event.preventDefault()
              goOn(at)
            }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('builder.removeChoice', { name: text || at + 1 })}
            disabled={choices.length === 1}
            onClick={() => onChange(choices.filter((choice) => choice.id !== id))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Button size="compact-sm" variant="subtle" w="fit-content" onClick={() => addAt(choices.length)}>
        {t('builder.addChoice')}
      </Button>
    </Stack>
  )
}
