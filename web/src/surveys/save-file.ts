import { refusalOf } from '../api/client.ts'
import { accessToken, renewAccess } from '../auth/session.ts'

/** Saves what the API answers at a path as a file. A link could not send the token. @throws Refusal */
export async function saveFrom(path: string, name: string): Promise<void> {
  const send = () => fetch(path, { headers: { authorization: `Bearer ${accessToken()}` } })
  let answer = await send()
  if (answer.status === 401 && (await renewAccess())) answer = await send()
  if (!answer.ok) throw refusalOf(answer.status, await answer.json())
  saveAs(await answer.blob(), name)
}

/** Saves content as a file. */
export function saveAs(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}
