import { Alert } from '@mantine/core'

/** What stood in the way of sending a form, above its fields; nothing while there is none. */
export function Problem({ text }: { text: string | undefined }) {
  if (text === undefined) return null
  return (
    <Alert color="red" role="alert">
      {text}
    </Alert>
  )
}
