import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import { decimalSeparator } from './number-rules.ts'

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
const theme = createTheme({
  primaryColor: 'lagoon',
  primaryShade: { light: 8, dark: 7 },
  colors: { lagoon },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  headings: { fontWeight: '650' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  // A page has one banner, and a question's heading is none.
  components: { ModalHeader: { defaultProps: { role: 'presentation' } } },
})

/** The same with numbers typed as a locale writes them; a point and a comma both begin the decimals. */
export function themeFor(locale: string): typeof theme {
  const numbers = { defaultProps: { decimalSeparator: decimalSeparator(locale) } }
  return { ...theme, components: { ...theme.components, NumberInput: numbers } }
}

/** Quiet text, and text on red, that is read with ease: Mantine's own is too pale for small letters. */
export const quietColours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#6c737a',
    '--mantine-color-yellow-light-color': '#7a4a00',
    '--mantine-color-orange-light-color': '#983a00',
    '--mantine-color-green-light-color': '#1e6530',
    '--mantine-color-red-light-color': '#a61e1e',
    '--mantine-color-gray-light-color': '#495057',
    '--mantine-color-error': '#c92a2a',
  },
  dark: {
    '--mantine-color-dimmed': '#a6adb4',
    '--mantine-color-placeholder': '#949ba2',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
  },
})
