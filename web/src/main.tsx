import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { fetchSignIn } from './auth/lazy-sign-in.ts'
import { resume } from './auth/session.ts'
import { firstToken, texts } from './begin.ts'
import { startTexts } from './i18n/index.ts'

void resume(firstToken)
// Before it is rendered, that is: it comes with the texts.
if (!firstToken) void fetchSignIn()
await startTexts(texts)
createRoot(document.getElementById('root') as HTMLElement).render(<App />)
