import type { Site } from '../servers.ts'

/** A request as it is sent, byte by byte. */
export interface Sent {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string
  /** What it is answered with, so that a case measures what it says. */
  status: number
}

/** A server, and the tokens of those who send it something. */
export interface World {
  site: Site
  folder: string
  admin: string
  manager: string
  member: string
  /** Of more members, as one alone may not have as many surveys. */
  others: [string, string]
}

/** A request that is meant to hold the server up. */
export interface HostileCase {
  name: string
  /** A case that writes gives another request each time. The server may be another one than when the cases were made. */
  request(site: Site, time: number): Sent | Promise<Sent>
  /** Sent to a server that has just started, and only then. */
  isFirst?: boolean
}

/** A request with a JSON body. */
export function json(method: string, path: string, token: string | undefined, body: unknown, status: number): Sent {
  const content = { 'content-type': 'application/json' }
  return {
    ...{ method, path, status, headers: { ...content, ...bearer(token) } },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
}

/** A request that reads. */
export function get(path: string, token?: string, status = 200): Sent {
  return { method: 'GET', path, headers: bearer(token), status }
}

/** Sends a request. @throws Error when it is answered otherwise than it should be. */
export async function sendTo(url: string, { method, path, headers, body, status }: Sent): Promise<string> {
  const response = await fetch(url + path, { method, ...(headers && { headers }), ...(body !== undefined && { body }) })
  const text = await response.text()
  if (response.status === status) return text
  throw new Error(`${method} ${path.slice(0, 80)} was answered ${response.status}: ${text.slice(0, 300)}`)
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}
