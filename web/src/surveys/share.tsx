import { Divider, Stack } from '@mantine/core'
import { addressOf } from '../base-path.ts'
import { Editors } from './editors.tsx'
import { Links } from './links.tsx'
import { Opening } from './opening.tsx'
import { PublicLink } from './public-link.tsx'
import type { Read } from './queries.ts'
import { Terms } from './terms.tsx'

/** Whom a survey is for, how long, where they find it, and who else works on it. */
export function Share({ onUnsaved, ...read }: Read & { onUnsaved: (isUnsaved: boolean) => void }) {
  const { survey } = read
  return (
    <Stack gap="xl">
      {survey.public_key !== null && survey.published_version !== null && (
        <PublicLink survey={survey} url={location.origin + addressOf(`/s/${survey.public_key}`)} />
      )}
      <Opening {...read} />
      <Terms {...read} onUnsaved={onUnsaved} />
      {survey.can.includes('manage_links') && (
        <>
          <Divider />
          <Links survey={survey} />
        </>
      )}
      <Divider />
      <Editors survey={survey} />
    </Stack>
  )
}
