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

/** The choices of a question, one a line; Enter adds the next one. */
export function ChoicesEditor({ label, choices, onChange }: Props) {
  const { t } = useTranslation()
  const change = (id: string, text: string) =>
    onChange(choices.map((choice) => (choice.id === id ? { ...choice, label: text } : choice)))
  const list = useRef<HTMLDivElement>(null)
  const add = () => {
    flushSync(() => onChange([...choices, newChoice()]))
    list.current?.querySelector<HTMLElement>('[data-choice]:last-of-type input')?.focus()
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
            maxLength={500}
            aria-label={`${label} ${at + 1}`}
            onChange={(event) => change(id, event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              add()
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
      <Button size="compact-sm" variant="subtle" w="fit-content" onClick={add}>
        {t('builder.addChoice')}
      </Button>
    </Stack>
  )
}
