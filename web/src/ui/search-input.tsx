import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'

const TYPING_MS = 250

interface Props {
  label: string
  /** The words in the address; '' for none. */
  words: string
  maxLength: number
  /** Is told, without spaces around them, the words that somebody has typed. */
  onSearch: (words: string) => void
}

/** A field for words to look for, which the address holds too: it follows when somebody goes back. */
export function SearchInput({ label, words, maxLength, onSearch }: Props) {
  const [typed, setTyped] = useState(words)
  const told = useRef(words)
  const tell = useDebouncedCallback((text: string) => {
    told.current = text.trim()
    onSearch(told.current)
  }, TYPING_MS)
  useEffect(() => {
    // What this field has said itself comes back later, when more may be typed already.
    if (words === told.current) return
    told.current = words
    setTyped(words)
  }, [words])
  return (
    <TextInput
      type="search"
      label={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      maxLength={maxLength}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value)
        tell(value)
      }}
    />
  )
}
