import { createTheme, type MantineColorsTuple } from '@mantine/core'

const lagoon: MantineColorsTuple = [
  '#e6f7f8',
  '#d3ecee',
  '#a6d9dd',
  '#75c5cc',
  '#4fb4bd',
  '#36a9b4',
  '#26a4b0',
  '#13818c',
  '#0b727d',
  '#00606b',
]

/** One visual language for all rooms. */
export const theme = createTheme({
  primaryColor: 'lagoon',
  primaryShade: { light: 8, dark: 7 },
  colors: { lagoon },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  headings: { fontWeight: '650' },
  cursorType: 'pointer',
  respectReducedMotion: true,
})
