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
    rollupOptions: { input: ['index.html', 'answer.html'] },
  },
  server: { proxy: { '/api': SERVER } },
})
