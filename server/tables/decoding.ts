import { isUtf8 } from 'node:buffer'
import { badFile } from './bad-file.ts'

/** How much of a file tells how it is encoded, in bytes. */
const LOOKED_AT = 4_096
/** What no encoding that is read has in a text: what comes out when it was another one. */
const OTHER = /[\u0080-\u009f]/

/**
 * The text of a file as spreadsheets save it: UTF-8 or UTF-16, with or without a mark, otherwise Windows-1252.
 * @throws AppError `invalid` when it is none of these.
 */
export function decode(file: Buffer): string {
  const encoding = encodingOf(file)
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(file)
    if (encoding !== 'windows-1252' || !OTHER.test(text)) return text
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
  throw badFile('This file’s encoding isn’t supported. Save it as UTF-8 and try again.')
}

function encodingOf(file: Buffer): string {
  if (startsWith(file, 0xff, 0xfe)) return 'utf-16le'
  if (startsWith(file, 0xfe, 0xff)) return 'utf-16be'
  if (startsWith(file, 0xef, 0xbb, 0xbf)) return 'utf-8'
  return utf16Of(file) ?? (isUtf8(file) ? 'utf-8' : 'windows-1252')
}

function startsWith(file: Buffer, ...bytes: number[]): boolean {
  return bytes.every((byte, i) => file[i] === byte)
}

/** UTF-16 without a mark: every line end, comma and Western letter has a zero byte on one side, and no text else has any. */
function utf16Of(file: Buffer): string | undefined {
  const start = file.subarray(0, LOOKED_AT)
  if (file.length % 2 !== 0 || start.length === 0) return undefined
  const zeros = (odd: number) => start.filter((byte, i) => byte === 0 && i % 2 === odd).length
  const [even, odd] = [zeros(0), zeros(1)]
  const few = Math.max(1, start.length / 32)
  if (odd > few && even === 0) return 'utf-16le'
  return even > few && odd === 0 ? 'utf-16be' : undefined
}
