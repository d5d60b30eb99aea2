import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const SERVER = process.env.TEAMROOM_URL ?? 'http://127.0.0.1:5000'

/** The browser app, and the answering page of surveys, which shares nothing with it but the API. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Browsers that know `light-dark()`: written out for older ones it would not follow the colours chosen here.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    rollupOptions: { input: ['index.html', 'answer.html'] },
  },
  server: { proxy: { '/api': SERVER } },
})
