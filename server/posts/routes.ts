import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../db/connect.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { requireVersion } from '../http/etag.ts'
import { create } from '../http/idempotency.ts'
import { originOf } from '../http/origin.ts'
import { linkNext, readPage } from '../http/paging.ts'
import { IdParams, NoContent } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { readerOf, TAKES } from './access.ts'
import { changePost, createPost, removePost, renderContent } from './actions.ts'
import { atomFeed } from './feed.ts'
import { PostRepresentations, tagOf, toPost, versionsOf } from './representations.ts'
import { normalTag } from './rules.ts'
import {
  Post,
  PostChange,
  PostFeed,
  PostInput,
  PostList,
  PostPreview,
  PostPreviewInput,
  PostQuery,
  SlugParams,
} from './schema.ts'
import { queryWords } from './search-rules.ts'
import type { PostFilter, PostKey, PostRow, Reader } from './store.ts'
import * as store from './store.ts'

const FEED_LENGTH = 20
/** Of the posts in a feed: where they are very long, it has fewer of them. */
const FEED_BYTES = 512 * 1024
const PLACE = '/api/posts/'
const JSON_TYPE = 'application/json; charset=utf-8'

/** News: `/api/posts`. */
export function postRoutes(app: App, deps: Deps): void {
  const { db, reader: longReads, secrets, config, now } = deps
  const tags = ['Posts']
  const representations = new PostRepresentations()

  const sendOne = async (reply: FastifyReply, reader: Reader, key: PostKey) => {
    const post = await representations.getOne(db, reader, key)
    if (!post) throw notFound()
    return reply.header('etag', post.etag).type(JSON_TYPE).send(post.json)
  }

  app.get(
    '/api/posts',
    {
      config: { access: TAKES.read },
      schema: {
        tags,
        summary: 'List posts, newest first',
        description:
          'Those that are published, due, and meant for the reader; for their author and for editors, drafts too. A page of ' +
          'very long posts has fewer of them than asked for.',
        querystring: PostQuery,
        response: { 200: PostList },
      },
    },
    async (request, reply) => {
      const reader = readerOf(request.caller, now())
      const page = readPage(secrets, request)
      const filter = filterOf(request.query, reader)
      const readKeys = () => store.listPostKeys(filter.words ? longReads : db, reader, filter, page)
      const { json, etag, next } = await representations.getList(db, reader, page.limit, readKeys)
      if (next) linkNext(secrets, request, reply, page.limit, store.keysetOf(next))
      return (reply as FastifyReply).header('etag', etag).type(JSON_TYPE).send(json)
    },
  )

  app.post(
    '/api/posts',
    {
      config: { access: TAKES.write },
      schema: { tags, summary: 'Write a post', body: PostInput, response: { 201: Post } },
    },
    async (request, reply) => {
      const author = callerOf(request)
      const at = now()
      const reader = readerOf(author, at)
      const html = await renderContent(request.body.content)
      const work = async (trx: Db) => {
        const post = await createPost(trx, author, { ...request.body, html }, at.toISOString())
        return { body: toPost(reader, post), headers: { location: PLACE + post.id, etag: tagOf(reader, post) } }
      }
      const again = async (location: string) => {
        const post = await store.findPost(db, reader, location.slice(PLACE.length))
        if (!post) throw notFound()
        return toPost(reader, post)
      }
      return create(deps, request, reply, work, { again })
    },
  )

  app.post(
    '/api/posts/preview',
    {
      config: { access: TAKES.write },
      schema: {
        tags,
        summary: 'See what a post would look like',
        description: 'Its Markdown as HTML, rendered as posts are. Nothing is kept.',
        body: PostPreviewInput,
        response: { 200: PostPreview },
      },
    },
    async (request) => ({ html: await renderContent(request.body.content) }),
  )

  app.get(
    '/api/posts/feed.atom',
    {
      config: { access: TAKES.read },
      schema: {
        tags,
        summary: 'The newest posts as an Atom feed',
        description: 'Twenty of them, or fewer where they are very long.',
        response: { 200: PostFeed },
      },
    },
    async (request, reply) => {
      const reader = readerOf(request.caller, now())
      const keys = await store.listPostKeys(db, reader, { scheduled: false }, { limit: FEED_LENGTH, after: undefined })
      const shown = await store.keysThatFit(db, keys.slice(0, FEED_LENGTH), FEED_BYTES)
      const rows = await store.findPosts(db, reader, shown)
      const places = new Map(keys.map(({ seq }, place) => [seq, place]))
      const newestFirst = rows.sort((a, b) => (places.get(a.seq) ?? 0) - (places.get(b.seq) ?? 0))
      const origin = originOf(request, config.publicUrl)
      return reply
        .type('application/atom+xml; charset=utf-8')
        .send(atomFeed(origin, newestFirst, deps.pages !== undefined))
    },
  )

  app.get(
    '/api/posts/by-slug/:slug',
    {
      config: { access: TAKES.read },
      schema: {
        tags,
        summary: 'Get a post by its slug',
        description: 'A slug that the post had before answers with a redirect to the present one.',
        params: SlugParams,
        response: { 200: Post, 301: Type.Null({ description: 'It has another slug now: see `Location`.' }) },
      },
    },
    async (request, reply) => {
      const reader = readerOf(request.caller, now())
      const key = await store.findPostKeyBySlug(db, reader, request.params.slug)
      if (!key) throw notFound()
      if (key.slug !== request.params.slug) return reply.redirect(`/api/posts/by-slug/${key.slug}`, 301)
      return sendOne(reply, reader, key)
    },
  )

  app.get(
    '/api/posts/:id',
    {
      config: { access: TAKES.read },
      schema: { tags, summary: 'Get a post', params: IdParams, response: { 200: Post } },
    },
    async (request, reply) => {
      const reader = readerOf(request.caller, now())
      const key = await store.findPostKey(db, reader, request.params.id)
      if (!key) throw notFound()
      return sendOne(reply, reader, key)
    },
  )

  const change = async (request: FastifyRequest, reply: FastifyReply, id: string, body: PostChange): Promise<Post> => {
    const guard = (current: PostRow) => requireVersion(request, ...versionsOf(current))
    const editor = { ...readerOf(request.caller, now()), userId: callerOf(request).id }
    const post = await changePost(db, editor, id, body, guard)
    reply.header('etag', tagOf(editor, post))
    return toPost(editor, post)
  }

  app.put(
    '/api/posts/:id',
    {
      config: { access: TAKES.write },
      schema: {
        tags,
        summary: 'Replace a post',
        description: 'Title and content are replaced; whatever else is left out stays as it is.',
        params: IdParams,
        body: PostInput,
        response: { 200: Post },
      },
    },
    (request, reply) => change(request, reply, request.params.id, request.body),
  )

  app.patch(
    '/api/posts/:id',
    {
      config: { access: TAKES.write },
      schema: { tags, summary: 'Change some of a post', params: IdParams, body: PostChange, response: { 200: Post } },
    },
    (request, reply) => change(request, reply, request.params.id, request.body),
  )

  app.delete(
    '/api/posts/:id',
    {
      config: { access: TAKES.write },
      schema: { tags, summary: 'Delete a post', params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const guard = (current: PostRow) => requireVersion(request, ...versionsOf(current))
      await removePost(db, readerOf(request.caller, now()), request.params.id, guard)
      return reply.code(204).send(null)
    },
  )
}

function filterOf(query: PostQuery, reader: Reader): PostFilter {
  if (query.acknowledged !== undefined && reader.userId === null) {
    throw new AppError('unauthenticated', 'Whose acknowledgements? Send a token.')
  }
  return {
    published: query.published,
    scheduled: query.scheduled,
    words: query.q === undefined ? undefined : queryWords(query.q),
    tag: query.tag === undefined ? undefined : normalTag(query.tag),
    author: query.author,
    pinned: query.pinned,
    mustRead: query.must_read,
    acknowledged: query.acknowledged,
  }
}
