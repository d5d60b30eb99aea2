import { ActionIcon, Textarea, type TextareaProps, Toolbar, Tooltip } from '@mantine/core'
import { getHotkeyHandler } from '@mantine/hooks'
import {
  IconBlockquote,
  IconBold,
  IconCode,
  IconHeading,
  IconItalic,
  IconLink,
  IconList,
  IconListNumbers,
} from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { COMMANDS, type Command } from './markdown-commands.ts'
import './post.css'

const ICONS = {
  bold: IconBold,
  italic: IconItalic,
  heading: IconHeading,
  link: IconLink,
  list: IconList,
  numbered: IconListNumbers,
  quote: IconBlockquote,
  code: IconCode,
}
const NAMES = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[]
const TOOLTIP_EVENTS = { hover: true, focus: true, touch: false }
const isMac = navigator.platform.startsWith('Mac')

type Props = Omit<TextareaProps, 'value' | 'onChange'> & {
  value?: string
  onChange: (value: string) => void
}

/** A field for Markdown, with buttons and keys for what is hard to remember. */
export function MarkdownInput({ value = '', onChange, ...others }: Props) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const run = (command: Command) => {
    if (field.current) apply(command, field.current)
  }
  const keys = NAMES.flatMap((name): [string, () => void][] => {
    const { run: command, key } = COMMANDS[name]
    return key ? [[`mod+${key}`, () => run(command)]] : []
  })
  return (
    <Textarea
      {...others}
      ref={field}
      description={t('news.markdown')}
      autosize
      minRows={14}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={getHotkeyHandler(keys)}
      inputContainer={(input) => (
        <>
          <MarkdownToolbar onCommand={run} />
          {input}
        </>
      )}
    />
  )
}

function MarkdownToolbar({ onCommand }: { onCommand: (command: Command) => void }) {
  const { t } = useTranslation()
  return (
    <Toolbar aria-label={t('news.format')} className="markdown-toolbar" mb={5}>
      {NAMES.map((name) => {
        const { run, key } = COMMANDS[name]
        const Icon = ICONS[name]
        const text = t(`news.mark.${name}`)
        const shortcut = isMac ? `⌘${key}` : `${t('news.ctrl')}+${key}`
        return (
          <Tooltip key={name} label={key ? `${text} (${shortcut})` : text} events={TOOLTIP_EVENTS}>
            <ActionIcon
              data-toolbar-toggle
              variant="subtle"
              color="gray"
              aria-label={text}
              aria-keyshortcuts={key && `${isMac ? 'Meta' : 'Control'}+${key}`}
              onClick={() => onCommand(run)}
            >
              <Icon size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )
      })}
    </Toolbar>
  )
}

/** Changes a field's text as if it were typed, so that it can be undone in the same way. */
function apply(command: Command, field: HTMLTextAreaElement): void {
  const { value, selectionStart, selectionEnd } = field
  const { from, to, text, select } = command({ text: value, start: selectionStart, end: selectionEnd })
  field.focus()
  field.setSelectionRange(from, to)
  // The only way that keeps what can be undone; nothing has taken its place.
  document.execCommand(text === '' ? 'delete' : 'insertText', false, text)
  field.setSelectionRange(...select)
}
