import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { resume } from './auth/session.ts'
import { startTexts } from './i18n/index.ts'

await startTexts()
void resume()
createRoot(document.getElementById('root') as HTMLElement).render(<App />)
