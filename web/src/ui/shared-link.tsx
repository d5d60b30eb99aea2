import { Group, Stack, TextInput } from '@mantine/core'
import { renderSVG } from 'uqr'
import { CopyText } from './copy-text.tsx'

interface Props {
  label: string
  url: string
  /** What the picture of it is, for those who do not see it. */
  code: string
}

/** An address to pass on: to copy, or to point a phone at. */
export function SharedLink({ label, url, code }: Props) {
  return (
    <Group align="start">
      <img src={`data:image/svg+xml,${encodeURIComponent(renderSVG(url))}`} width={140} height={140} alt={code} />
      <Stack gap="xs" flex={1} miw={220}>
        <TextInput label={label} value={url} readOnly onFocus={(event) => event.currentTarget.select()} />
        <CopyText value={url} variant="default" w="fit-content" />
      </Stack>
    </Group>
  )
}
