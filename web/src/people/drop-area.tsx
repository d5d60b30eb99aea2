import { Card, Stack } from '@mantine/core'
import { type DragEvent, type ReactNode, useState } from 'react'

interface Props {
  onDrop: (file: File) => void
  children: ReactNode
}

/** Takes a file that is dropped on it; `children` offer another way, as not everybody can drop. */
export function DropArea({ onDrop, children }: Props) {
  const [isOver, setIsOver] = useState(false)
  const over = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(true)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    const [file] = event.dataTransfer.files
    if (file) onDrop(file)
  }
  return (
    <Card
      withBorder
      padding="xl"
      bg={isOver ? 'var(--mantine-primary-color-light)' : 'transparent'}
      style={{ borderStyle: 'dashed' }}
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <Stack align="center" gap="sm" ta="center">
        {children}
      </Stack>
    </Card>
  )
}
