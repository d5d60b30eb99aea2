/** In UTF-16 units; no title that is known has so many. */
const LONGEST = 100

/** A title of a column as titles are compared: `E-Mail Adresse`, `e_mail-adresse` and `EMailAdresse` are one; a longer one than any is none. */
export function headerKey(title: string): string {
  if (title.length > LONGEST) return ''
  return title
    .normalize('NFKD')
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}
