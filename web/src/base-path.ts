/** The path that people find this server under: '' or such as '/teamroom'. The server writes it into the page. */
export const BASE_PATH = document.querySelector('meta[name="base-path"]')?.getAttribute('content') ?? ''

/** The address, on this host, of what the server has at a path such as '/api/me'. */
export function addressOf(path: string): string {
  return BASE_PATH + path
}
