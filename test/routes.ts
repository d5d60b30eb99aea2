import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { Config } from '../server/config.ts'
import type { Access } from '../server/http/access.ts'
import { type Setting, startTeamroom, type Teamroom } from './harness.ts'

/**
 * Goes on for as long as somebody listens, so that what reads an answer to its end would wait for ever: there it is left
 * out, or only asked for its head. `server/surveys/results/live.test.ts` listens to it.
 */
const ENDLESS = '/api/surveys/:id/results/events'

/** Whether the answer to a route's GET has an end. `url` is as Fastify or the OpenAPI document writes it. */
export function hasEnd(url: string): boolean {
  return url.replace(/\{(\w+)\}/g, ':$1') !== ENDLESS
}

/** A route as it declares itself. */
export interface DeclaredRoute {
  method: string
  url: string
  access: Access
  /** Whether its answer goes on after it was let begin. */
  streams: boolean
}

/** Starts Teamroom and lists every route that it has; HEAD, which comes with each GET, is left out. */
export async function startWithRoutes(
  overrides: Partial<Config> = {},
  setting: Setting = {},
): Promise<{ teamroom: Teamroom; routes: DeclaredRoute[] }> {
  const declared: { method: string; url: string; route: RouteOptions }[] = []
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance }
    // Method and address are read now, as Fastify uses one object for several routes; the access may be added later.
    fastify.addHook('onRoute', (route) => {
      for (const method of [route.method].flat()) declared.push({ method, url: route.url, route })
    })
  }
  subscribe('fastify.initialization', watch)
  const teamroom = await startTeamroom(overrides, setting)
  unsubscribe('fastify.initialization', watch)
  const routes = declared
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, url, route }) => ({
      method,
      url,
      access: route.config?.access as Access,
      streams: route.config?.streams === true,
    }))
  return { teamroom, routes }
}

/** An address of a route, with an id that nothing has where it takes one. */
export function addressOf({ url }: { url: string }): string {
  return url
    .replace(/:(\w+_)?id\b/g, '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90')
    .replace(':effective_from', '2026-07-01')
    .replace(/:\w+|\*/g, 'nothing')
}
