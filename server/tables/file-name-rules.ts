/** Characters that a title may take up in the name of a file. */
const MAX_TITLE = 60
/** What some system takes for a path, a wildcard or a command, and what nobody sees. */
const UNSAFE = /[\p{C}\p{Z}\\/:*?"<>|%;']+/gu

/**
 * The name of a file after what is in it, such as `Lunch in the canteen 2026-07-01.csv`: the title without what file systems
 * refuse, and the day.
 */
export function fileNameOf(title: string, day: string, ending: string): string {
  const safe = title
    .toWellFormed()
    .normalize('NFC')
    .replace(UNSAFE, ' ')
    .replace(/^[.\s]+/, '')
  const characters = Array.from(new Intl.Segmenter().segment(safe), ({ segment }) => segment)
  const short = characters.slice(0, MAX_TITLE).join('').trim()
  return `${short === '' ? '' : `${short} `}${day}.${ending}`
}

/** `Content-Disposition` for a file to be saved (RFC 6266): its name in ASCII, and as it is for those who read UTF-8. */
export function savedAs(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, '_')
    .replace(/["\\%]/g, '_')
  const plain = `attachment; filename="${ascii}"`
  if (ascii === name) return plain
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${plain}; filename*=UTF-8''${encoded}`
}
