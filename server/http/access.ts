import type { FastifyRequest, RouteOptions } from 'fastify'
import type { Role } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import type { App } from './app-type.ts'

/**
 * Who may call a route: `public` (no token is looked at), `guest` (anyone; a token, when sent, must be good),
 * or an account of at least this role.
 */
export type Access = 'public' | 'guest' | Role

/** The account behind a request. */
export interface Caller {
  id: string
  username: string
  role: Role
  sessionId: string
  /** The account's version, as its ETag has it. */
  version: number
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** True where the log must not say who calls. */
    discreet?: boolean
    /** True for a route whose answer goes on after it was let begin; see `streaming.ts`. */
    streams?: boolean
  }
  interface FastifyRequest {
    caller: Caller | null
    /** The account behind the request as it is by now. @throws AppError as the request would be refused now. */
    identifyAgain(options?: Tolerance): Promise<Caller>
  }
}

export interface Tolerance {
  /** For what was asked for in time and takes longer than the token lasts: session and account must be in force. */
  mayHaveExpired?: boolean
}

/** Turns an access token into its caller. @throws AppError `unauthenticated` */
export type Authenticate = (token: string, options?: Tolerance) => Promise<Caller>

const RANKS: Record<Role, number> = { member: 1, manager: 2, admin: 3 }

/** True when a role includes everything that another may do. */
export function hasRole(caller: Pick<Caller, 'role'> | null, role: Role): boolean {
  return caller !== null && RANKS[caller.role] >= RANKS[role]
}

/** The account behind a request to a route that has let only accounts in. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller)
    throw new Error(`${request.routeOptions.url} asks for a caller without declaring access for accounts.`)
  return request.caller
}

/**
 * Checks every request against the access its route declares, before its body is read.
 * A route that declares nothing stops the boot.
 */
export function addAccess(app: App, authenticate: Authenticate): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  app.addHook('onReady', async () => {
    const undeclared = routes.filter((route) => !route.config?.access).map((route) => `${route.method} ${route.url}`)
    if (undeclared.length > 0) throw new Error(`These routes declare no access: ${undeclared.join(', ')}`)
  })

  app.decorateRequest('caller', null)
  app.decorateRequest('identifyAgain', function (this: FastifyRequest, options?: Tolerance) {
    return identify(this, authenticate, options)
  })
  // This hook and those beside it take a callback: a promise each would cost a short request a tenth of its time.
  app.addHook('onRequest', (request, reply, done) => {
    const access = request.routeOptions.config.access
    if (access === undefined || access === 'public') return done()
    if (access === 'guest' && request.headers.authorization === undefined) {
      reply.header('cache-control', 'no-cache')
      return done()
    }
    // What an account sees is nobody else's to keep.
    reply.header('cache-control', 'no-store')
    identify(request, authenticate).then((caller) => {
      request.caller = caller
      done()
    }, done)
  })
}

async function identify(request: FastifyRequest, authenticate: Authenticate, options?: Tolerance): Promise<Caller> {
  const token = bearerToken(request)
  if (token === undefined) throw new AppError('unauthenticated', 'Missing Authorization Header')
  const caller = await authenticate(token, options)
  const { access } = request.routeOptions.config
  if (access !== undefined && access !== 'guest' && access !== 'public' && !hasRole(caller, access)) {
    throw new AppError('forbidden', `This takes the role ${access}.`)
  }
  return caller
}

/** The token of an `Authorization: Bearer …` header (RFC 6750). @throws AppError for a header of any other form. */
export function bearerToken(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization
  if (header === undefined) return undefined
  const token = header.match(/^Bearer +([\w.~+/-]+=*) *$/i)?.[1]
  if (token === undefined)
    throw new AppError('unauthenticated', "The Authorization header must be 'Bearer' and a token.")
  return token
}
