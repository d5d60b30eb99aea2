import { Button, CopyButton, Group, Stack, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { renderSVG } from 'uqr'

interface Props {
  label: string
  url: string
  /** What the picture of it is, for those who do not see it. */
  code: string
}

/** An address to pass on: to copy, or to point a phone at. */
export function SharedLink({ label, url, code }: Props) {
  const { t } = useTranslation()
  return (
    <Group align="start">
      <img src={`data:image/svg+xml,${encodeURIComponent(renderSVG(url))}`} width={140} height={140} alt={code} />
      <Stack gap="xs" flex={1} miw={220}>
        <TextInput label={label} value={url} readOnly onFocus={(event) => event.currentTarget.select()} />
        <CopyButton value={url}>
          {({ copied, copy }) => (
            <Button variant="default" w="fit-content" onClick={copy}>
              {t(copied ? 'share.copied' : 'share.copy')}
            </Button>
          )}
        </CopyButton>
      </Stack>
    </Group>
  )
}
