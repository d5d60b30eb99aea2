import { getOptionsLockup, getParsedComboboxData, Select, type SelectProps } from '@mantine/core'
import { type FocusEvent, useLayoutEffect, useRef, useState } from 'react'

/**
 * A select that is searched by typing. What it shows is selected until somebody types, so that typing replaces it, and
 * the first match is taken with Enter. Nothing is deselected by choosing it again: that is what the clear button is for.
 */
export function SearchSelect({
  onFocus,
  onBlur,
  onKeyDown,
  onOptionSubmit,
  ...props
}: Omit<SelectProps, 'onSearchChange'>) {
  const input = useRef<HTMLInputElement>(null)
  const isTyped = useRef(false)
  const [shown, setShown] = useState('')
  const selectShown = () => {
    if (!isTyped.current) input.current?.select()
  }
  // The focus stays in the field when something has been chosen, and its text changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs whenever another text is shown.
  useLayoutEffect(() => {
    if (document.activeElement === input.current) selectShown()
  }, [shown])
  return (
    <Select
      {...props}
      ref={input}
      searchable
      selectFirstOptionOnChange
      allowDeselect={false}
      searchValue={shown}
      onSearchChange={setShown}
      onInput={() => {
        isTyped.current = true
      }}
      onFocus={(event: FocusEvent<HTMLInputElement>) => {
        selectShown()
        onFocus?.(event)
      }}
      // A click puts the caret where it was made, after the focus.
      onClick={selectShown}
      // Enter chooses here; it sends the form around the field once the field shows what was chosen.
      onKeyDown={(event) => {
        if (event.key === 'Enter' && isTyped.current) event.preventDefault()
        onKeyDown?.(event)
      }}
      onBlur={(event: FocusEvent<HTMLInputElement>) => {
        isTyped.current = false
        onBlur?.(event)
      }}
      onOptionSubmit={(value) => {
        isTyped.current = false
        // Where it was chosen before, nothing else would take away what was typed.
        setShown(getOptionsLockup(getParsedComboboxData(props.data))[value]?.label ?? '')
        onOptionSubmit?.(value)
      }}
    />
  )
}
