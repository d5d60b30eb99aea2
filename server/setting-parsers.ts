import { resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import type { PostgresBounds } from './db/postgres-bounds.ts'

/*
 * What the text of each setting means: undefined where it is none of those that may be set. What to set instead is said in
 * `config.ts`.
 */

export type Signup = { mode: 'invite' } | { mode: 'open' } | { mode: 'domains'; domains: string[] }

export type DatabaseConfig =
  | { kind: 'sqlite'; file: string }
  | { kind: 'postgres'; url: string; bounds?: PostgresBounds }

export const MIN_SECRET_LENGTH = 32
export const MIN_TOKEN_LENGTH = 16

/** A whole number between two others, both of which may be. */
export function parseWhole(least: number, most: number): (value: string) => number | undefined {
  return (value) => (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most ? Number(value) : undefined)
}

/** SQLAlchemy's form, which the seeds use: three slashes before a relative path, four before an absolute one. */
export function parseDatabaseUrl(value: string): DatabaseConfig | undefined {
  if (value.startsWith('sqlite:///')) {
    const path = value.slice('sqlite:///'.length)
    return path && !path.endsWith('/') ? { kind: 'sqlite', file: resolve(path) } : undefined
  }
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value)) return undefined
  return { kind: 'postgres', url: value }
}

/** Keys with commas between them; none for an empty text. */
export function parseSecrets(value: string): string[] | undefined {
  const keys = value ? value.split(',').map((key) => key.trim()) : []
  return keys.every((key) => key.length >= MIN_SECRET_LENGTH) ? keys : undefined
}

/** Names that mean the same in every address, page and header, however a proxy writes them. */
const PLAIN_PATH = /^(?:\/[\w.~-]+)*$/

/** An origin, and the path that people find Teamroom under, if any; without the slash at its end. Empty for an empty text. */
export function parsePublicUrl(value: string): string | undefined {
  if (value === '') return ''
  if (!URL.canParse(value)) return undefined
  const { protocol, origin, pathname, search, hash, username } = new URL(value)
  const path = pathname.replace(/\/$/, '')
  const isPlain = PLAIN_PATH.test(path) && !search && !hash && !username
  return isPlain && /^https?:$/.test(protocol) ? origin + path : undefined
}

/** An origin alone, without the slash at its end. */
function parseOrigin(value: string): string | undefined {
  const url = parsePublicUrl(value)
  return url && new URL(url).origin === url ? url : undefined
}

/** Without the slash at its end. Keys have settings of their own: what stands in an address stands in messages, too. */
export function parseEndpoint(value: string): string | undefined {
  if (value === '') return ''
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return undefined
  const { username, password, search, hash } = new URL(value)
  return username || password || search || hash ? undefined : value.replace(/\/+$/, '')
}

/** A mode, or the mail domains that may sign up. */
export function parseSignup(value: string): Signup | undefined {
  if (value === 'invite' || value === 'open') return { mode: value }
  const domains = value.split(',').map((domain) => domain.trim().toLowerCase())
  return domains.every((domain) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))
    ? { mode: 'domains', domains }
    : undefined
}

/** Addresses and networks with commas between them; none for `off`. */
export function parseProxies(value: string): string[] | undefined {
  if (value === 'off') return []
  const addresses = value.split(',').map((address) => address.trim())
  return addresses.every(isAddress) ? addresses : undefined
}

/** All four parts of it, as `1.2` would be an address too, though hardly the one that was meant. */
function isAddress(text: string): boolean {
  return ipaddr.isValidCIDR(text) || ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)
}

/** Whether the older paths are there. */
export function parseCompat(value: string): boolean | undefined {
  return value === 'off' ? false : value === 'on' || value === 'development' ? true : undefined
}

/** `on` or `off`. */
export function parseSwitch(value: string): boolean | undefined {
  return value === 'on' ? true : value === 'off' ? false : undefined
}

/** Sources as a content security policy has them. */
export function parsePictures(value: string): string[] | undefined {
  if (value === 'anywhere') return ['https:', 'http:']
  if (value === 'none') return []
  const hosts = value.split(',').map((host) => parseOrigin(host.trim()))
  return hosts.every((host) => host !== undefined) ? (hosts as string[]) : undefined
}

/** `127.0.0.1:9464` or `[::1]:9464`; false for `off`. */
export function parseListener(value: string): { host: string; port: number } | false | undefined {
  if (value === 'off') return false
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(value) ?? []
  const address = host.replace(/^\[(.*)\]$/, '$1')
  return isAddress(address) && Number(port) <= 65_535 ? { host: address, port: Number(port) } : undefined
}

/** By the variables that OpenTelemetry has for it; its exporter reads the rest of them. */
export function wantsTraces(env: Record<string, string | undefined>): boolean {
  const isOff = env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true' || env.OTEL_TRACES_EXPORTER?.trim() === 'none'
  return !isOff && Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim() || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?.trim())
}

/** Empty where none is set. */
export function parseToken(value: string): string | undefined {
  return value === '' || value.length >= MIN_TOKEN_LENGTH ? value : undefined
}

/** Empty where none is set. */
export function parseSmtpUrl(value: string): string | undefined {
  return value === '' || (/^smtps?:\/\/./.test(value) && URL.canParse(value)) ? value : undefined
}

/** `ann@example.com` or `Ann <ann@example.com>`. */
export function parseMailFrom(value: string): string | undefined {
  return /^$|^([^\s<>",@]+@[^\s<>",@]+|[^\r\n<>",@]+ <[^\s<>",@]+@[^\s<>",@]+>)$/.test(value) ? value : undefined
}
