import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { basePathOf, requestOrigin } from '../http/origin.ts'
import { SESSION_SECONDS } from './sessions/rules.ts'

/** A browser's way home: the cookie with its refresh token, and the one by which it is known again. */
export interface Cookies {
  refresh: Cookie
  device: Cookie
}

/** A cookie that holds a token, out of a page's sight. */
export interface Cookie {
  /** The token that came with a request. */
  read(request: FastifyRequest): string | undefined
  set(reply: FastifyReply, token: string): void
  /** The value of a `Set-Cookie` header, for an answer that is kept to be given again. */
  header(token: string): string
  clear(reply: FastifyReply): void
}

/** For how long a browser is known without a login. */
export const DEVICE_SECONDS = 180 * 86_400

/** The cookies of a server. `app` has `@fastify/cookie`. */
export function makeCookies(app: App, publicUrl: string | undefined): Cookies {
  const scope = scopeOf(publicUrl)
  return {
    refresh: makeCookie(app, 'teamroom_refresh', SESSION_SECONDS, scope),
    device: makeCookie(app, 'teamroom_device', DEVICE_SECONDS, scope),
  }
}

/** Who gets a cookie: what its name says of that (RFC 6265bis, 4.1.3), and the path. */
interface Scope {
  prefix: '' | '__Host-' | '__Secure-'
  path: string
}

/**
 * Behind TLS a cookie is bound to this host by `__Host-`, which asks for `Path=/`. On a host that Teamroom shares, the others
 * would then be sent it, too: there, as without TLS, it is bound to the paths that need it.
 */
function scopeOf(publicUrl: string | undefined): Scope {
  const isSecure = publicUrl?.startsWith('https:') ?? false
  const base = basePathOf(publicUrl)
  if (isSecure && base === '') return { prefix: '__Host-', path: '/' }
  return { prefix: isSecure ? '__Secure-' : '', path: `${base}/api/auth` }
}

function makeCookie(app: App, plainName: string, maxAge: number, { prefix, path }: Scope): Cookie {
  const name = prefix + plainName
  const options = { path, secure: prefix !== '', httpOnly: true, sameSite: 'strict', maxAge } as const
  return {
    read: (request) => request.cookies[name] || undefined,
    set: (reply, token) => void reply.setCookie(name, token, options),
    header: (token) => app.serializeCookie(name, token, options),
    clear: (reply) => void reply.clearCookie(name, options),
  }
}

/**
 * Refuses a request that another site made a browser send along with our cookie.
 * @throws AppError `forbidden`
 */
export function requireSameOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  const site = request.headers['sec-fetch-site']
  const { origin } = request.headers
  const isOwn = () =>
    (publicUrl !== undefined && origin === new URL(publicUrl).origin) || origin === requestOrigin(request)
  const isSame = site === undefined ? origin !== undefined && isOwn() : site === 'same-origin'
  if (!isSame) throw new AppError('forbidden', 'A refresh by cookie has to come from this site itself.')
}
