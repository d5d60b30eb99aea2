import type { FastifyReply } from 'fastify'
import { type Page, sendPage } from '../web/page.ts'
import type { App } from './app-type.ts'
import { closed } from './shapes.ts'
import { Type } from './type.ts'

const Welcome = closed(
  { message: Type.String() },
  { title: 'Welcome', examples: [{ message: 'Welcome to the Blog API' }] },
)

/**
 * `GET /`: the blog seed's greeting for API clients, word for word; people with a browser get the app, or
 * the documentation where the app has not been built (`page` is undefined). */
export function homeRoute(app: App, page: Page | undefined): void {
  app.get(
    '/',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Server'],
        summary: 'Welcome',
        response: { 200: Welcome, 302: Type.Null({ description: 'For browsers: to the documentation.' }) },
      },
    },
    async (request, reply) => {
      reply.header('vary', 'accept')
      if (request.headers.accept?.includes('text/html')) {
        return page === undefined ? reply.redirect('/api/docs/swagger', 302) : sendPage(reply as FastifyReply, page)
      }
      return { message: 'Welcome to the Blog API' }
    },
  )
}
