import { addressOf } from '../base-path.ts'
import { refusalOf, sendWithToken } from './client.ts'

/** Saves what the server has at a path. A link could not send the token. @throws Refusal when the server refused. */
export async function saveFile(path: string, name: string): Promise<void> {
  const answer = await sendWithToken(new Request(addressOf(path)))
  if (!answer.ok) throw refusalOf(answer.status, await answer.json())
  saveBlob(await answer.blob(), name)
}

/** Saves what the browser has made itself. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}
