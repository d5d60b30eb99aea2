import { NumberInput, type NumberInputProps } from '@mantine/core'
import { useState } from 'react'

export interface NumberFieldProps extends Omit<NumberInputProps, 'value' | 'onChange'> {
  value: number | null
  /** Hears of the number at each key, of null where there is none yet. */
  onChange: (value: number | null) => void
}

/** A field for a number that is kept while it is typed: `0,` and `2,50` stand there as long as their number is the value. */
export function NumberField({ value, onChange, ...props }: NumberFieldProps) {
  const [typed, setTyped] = useState<number | string>(value ?? '')
  return (
    <NumberInput
      {...props}
      value={numberOf(typed) === value ? typed : (value ?? '')}
      onChange={(text) => {
        setTyped(text)
        onChange(numberOf(text))
      }}
    />
  )
}

/** What the field of Mantine hands over: a number, or a text that is one, is none yet, or is empty. */
function numberOf(typed: number | string): number | null {
  const number = Number.parseFloat(String(typed))
  return Number.isNaN(number) ? null : number
}
