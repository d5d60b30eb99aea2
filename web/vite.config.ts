import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const SERVER = process.env.TEAMROOM_URL ?? 'http://127.0.0.1:5000'

/** The browser app, and the answering page of surveys, which shares nothing with it but the API. */
export default defineConfig({
  root: import.meta.dirname,
  // Assets name each other relatively; the pages, served at any address, are told their path by the server.
  base: './',
  plugins: [react(), stylesOfComponents()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Browsers that know `light-dark()`: written out for older ones it would not follow the colours chosen here.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 650,
    rollupOptions: {
      input: ['index.html', 'answer.html'],
      output: {
        codeSplitting: {
          // What the first page loads comes in few files: each one more costs a turn, and half a kilobyte of headers.
          // What both pages share is kept out of them, or people who answer a survey would load the app.
          groups: [
            {
              name: 'both',
              test: /preload-helper|src\/(auth\/(known-session|renewal)|api\/random-id|base-path|ui\/number-rules)/,
              priority: 2,
            },
            { name: 'begin', test: /src\/(begin|i18n\/catalogues)/, priority: 1 },
            { name: 'libraries', tags: ['$initial'], test: /node_modules/ },
            { name: 'first', tags: ['$initial'], test: /web\/src\/(?!answer)/ },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': SERVER } },
})

const MANTINE = join(import.meta.dirname, '../node_modules/@mantine/core')
const COMMON_STYLES = ['baseline', 'default-css-variables', 'global']

/** Lets the styles of each of Mantine's components come with it: those of a room when it is entered, unused ones never. */
function stylesOfComponents(): Plugin {
  const fileOf = (name: string) => join(MANTINE, `styles/${name}.css`)
  return {
    name: 'styles-of-components',
    apply: 'build',
    enforce: 'pre',
    load: (id) =>
      id === join(MANTINE, 'styles.css')
        ? COMMON_STYLES.map((name) => readFileSync(fileOf(name), 'utf8')).join('\n')
        : undefined,
    // After the styles of the components that it is made of, which it imports first.
    transform(code, id) {
      const name = id.startsWith(MANTINE) ? id.match(/(\w+)\.module\.mjs$/)?.[1] : undefined
      return name === undefined ? undefined : `import ${JSON.stringify(fileOf(name))}\n${code}`
    },
  }
}
