import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { SESSION_SECONDS } from './sessions/rules.ts'

/** The cookie that holds a browser's refresh token. */
export interface RefreshCookie {
  /** The token that came with a request. */
  read(request: FastifyRequest): string | undefined
  set(reply: FastifyReply, token: string): void
  /** The value of a `Set-Cookie` header, for an answer that is kept to be given again. */
  header(token: string): string
  clear(reply: FastifyReply): void
}

/**
 * Behind TLS the cookie is bound to this host (`__Host-`, which asks for `Path=/`); without, at least to these paths.
 * `app` has `@fastify/cookie`.
 */
export function refreshCookie(app: App, publicUrl: string | undefined): RefreshCookie {
  const secure = publicUrl?.startsWith('https:') ?? false
  const name = secure ? '__Host-teamroom_refresh' : 'teamroom_refresh'
  const path = secure ? '/' : '/api/auth'
  const options = { path, secure, httpOnly: true, sameSite: 'strict', maxAge: SESSION_SECONDS } as const
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
  const own = [publicUrl, `${request.protocol}://${request.host}`]
  const isSame = site === undefined ? origin !== undefined && own.includes(origin) : site === 'same-origin'
  if (!isSame) throw new AppError('forbidden', 'A refresh by cookie has to come from this site itself.')
}
