import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import type { App } from '../http/app-type.ts'
import { ADDRESSES } from './addresses.ts'
import { BUILT, type Pages, sendPage } from './page.ts'

/** The browser app: its page at each of its addresses, and the files that it loads, whose names change with their content. */
export function webRoutes(app: App, { app: page, answer }: Pages): void {
  app.register(async (web) => {
    web.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' }
      route.schema = { ...route.schema, hide: true }
    })
    await web.register(fastifyStatic, {
      root: `${BUILT}assets`,
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      preCompressed: true,
      index: false,
    })
    // Short, as people read it out and print it as a QR code.
    web.get('/s/:key', async (_request, reply) => sendPage(reply as FastifyReply, answer))
    for (const address of ADDRESSES) {
      for (const url of [address, `${address}/`]) {
        web.get(url, async (_request, reply) => sendPage(reply as FastifyReply, page))
      }
    }
  })
}
