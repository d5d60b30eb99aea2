import { addressOf } from '../base-path.ts'
import { refusalOf, sendWithToken } from './client.ts'

/**
 * Saves what the server has at an address, under this name or the one that it gives. A link could not send the token.
 * @throws Refusal when the server refused.
 */
export async function saveFile(path: string, name?: string): Promise<void> {
  const answer = await sendWithToken(new Request(addressOf(path)))
  if (!answer.ok) throw refusalOf(answer.status, await answer.json())
  saveBlob(await answer.blob(), name ?? nameIn(answer.headers) ?? path.replace(/^.*\/|\?.*$/g, ''))
}

/** The name of a file in `Content-Disposition` (RFC 6266): the one in UTF-8 where there is one. */
function nameIn(headers: Headers): string | undefined {
  const disposition = headers.get('content-disposition') ?? ''
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  return encoded === undefined ? /filename="([^"]*)"/i.exec(disposition)?.[1] : decodeURIComponent(encoded)
}

/** Saves what the browser has made itself. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}
