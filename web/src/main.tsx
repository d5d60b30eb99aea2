import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { resume } from './auth/session.ts'
import { firstToken, texts } from './begin.ts'
import { startTexts } from './i18n/index.ts'

void resume(firstToken)
await startTexts(texts)
createRoot(document.getElementById('root') as HTMLElement).render(<App />)
