import { Card, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A part of the home page. */
export function HomeCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card withBorder component="section" aria-label={title}>
      <Title order={2} size="h4">
        {title}
      </Title>
      <Stack gap={4} mt="xs">
        {children}
      </Stack>
    </Card>
  )
}
