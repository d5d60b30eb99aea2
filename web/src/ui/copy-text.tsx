import { Button, type ButtonProps } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

const SAID_MS = 2_000

interface Props extends ButtonProps {
  value: string
  'aria-label'?: string
}

/** Copies a text, and says for a moment that it is copied. */
export function CopyText({ value, ...looks }: Props) {
  const { t } = useTranslation()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), SAID_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <Button {...looks} onClick={() => void copy(value).then(setCopied)}>
      {t(isCopied ? 'share.copied' : 'share.copy')}
    </Button>
  )
}

/** False when the browser does not let a page copy. */
async function copy(text: string): Promise<boolean> {
  // On pages without TLS there is no clipboard, but an event when something is copied.
  const clipboard = navigator.clipboard as Clipboard | undefined
  if (!clipboard) return copyByEvent(text)
  return clipboard.writeText(text).then(
    () => true,
    () => false,
  )
}

function copyByEvent(text: string): boolean {
  const give = (event: ClipboardEvent) => {
    event.preventDefault()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', give)
  try {
    return document.execCommand('copy')
  } finally {
    document.removeEventListener('copy', give)
  }
}
