import ipaddr from 'ipaddr.js'

/** What is known of where a request comes from. */
export interface Origin {
  /** The other end of the connection, whatever headers say. */
  remoteAddress: string | undefined
  httpVersion: string
  headers: Record<string, string | string[] | undefined>
}

/** What proxies add. One that adds none of them still speaks HTTP 1.0, or calls this server by its name. */
const FORWARDED = ['forwarded', 'via', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip', 'cdn-loop']

/**
 * True for a request of a person at this very machine: from a loopback address to a loopback name, with no sign of a proxy,
 * nor of a page from elsewhere that makes a browser send it, be it by a name of its own that leads here.
 */
export function isDirect({ remoteAddress = '', httpVersion, headers }: Origin): boolean {
  if (!isLoopback(remoteAddress) || httpVersion === '1.0') return false
  if (Object.keys(headers).some((name) => name.startsWith('x-forwarded') || FORWARDED.includes(name))) return false
  const { host, origin } = headers
  if (typeof host !== 'string' || !isLoopbackName(host)) return false
  const site = headers['sec-fetch-site']
  return (
    (site === undefined || site === 'same-origin' || site === 'none') &&
    (origin === undefined || origin === `http://${host}`)
  )
}

function isLoopbackName(host: string): boolean {
  const url = `http://${host}`
  if (!URL.canParse(url)) return false
  const { hostname } = new URL(url)
  return hostname === 'localhost' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'))
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}
