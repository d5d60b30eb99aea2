import { Anchor, Center, Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

interface Props {
  title: string
  text: string
  /** Where there is a room behind it, which has the page's `main`. */
  isCover?: boolean
  children: ReactNode
}

/** What somebody sees who is not in yet: one card in the middle of the page. */
export function EntryCard({ title, text, isCover = false, children }: Props) {
  useEffect(() => {
    // What is covered keeps its name.
    if (!isCover) document.title = `${title} – Teamroom`
  }, [title, isCover])
  return (
    <Center mih="100dvh" p="md" component={isCover ? 'div' : 'main'}>
      <Paper withBorder p="xl" w="100%" maw={400} radius="lg">
        <Stack gap="md">
          <Stack gap={4}>
            <Title order={1} size="h2">
              {title}
            </Title>
            <Text c="dimmed" size="sm" style={{ overflowWrap: 'anywhere' }}>
              {text}
            </Text>
          </Stack>
          {children}
        </Stack>
      </Paper>
    </Center>
  )
}

/** Another way to go on from there. */
export function EntryChoice({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Anchor component="button" type="button" size="sm" onClick={onClick}>
      {label}
    </Anchor>
  )
}
