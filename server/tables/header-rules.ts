/** A title of a column as titles are compared: `E-Mail Adresse`, `e_mail-adresse` and `EMailAdresse` are one. */
export function headerKey(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}
