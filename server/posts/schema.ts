import type { Static } from 'typebox'
import { Can, closed, Id, Line, notBlank, nullable, oneOf, PageQuery, Text, Timestamp } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { atomFeed } from './feed.ts'

const MAX_CONTENT = 100_000

const title = Line(3, 100, { ...notBlank, description: 'Characters are counted as a person counts them.' })
const content = Text(10, MAX_CONTENT, { ...notBlank, description: 'Markdown.' })
const published = Type.Boolean({ description: 'False for a draft, which its author and editors alone see.' })
const publishAt = Type.Unsafe<string | null>({
  ...nullable(Timestamp),
  description: 'From when readers see it; in the future to schedule it. Null for a draft.',
})
const visibility = oneOf(['public', 'members'], { description: 'Who reads it once it is published.' })
const tags = Type.Array(Line(1, 40), { maxItems: 20, uniqueItems: true, description: 'Kept in lower case.' })
const pinned = Type.Boolean({ description: 'Meant to stand above the others: `?pinned=true` lists these.' })
const mustRead = Type.Boolean({ description: 'Readers are asked to acknowledge it.' })

/** What a reader may be able to do with a post; `can` in answers names it. */
export const POST_ACTS = ['edit', 'publish', 'delete', 'see_versions', 'see_readers', 'acknowledge'] as const
export type PostAct = (typeof POST_ACTS)[number]

const Author = Type.Unsafe<{ id: string; username: string } | null>({
  type: ['object', 'null'],
  properties: { id: Id, username: Type.String() },
  required: ['id', 'username'],
  description: 'Null when the account is gone.',
})

export const examplePost = {
  id: '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90',
  title: 'Summer party',
  content: 'On **Friday** at five, in the yard.',
  html: '<p>On <strong>Friday</strong> at five, in the yard.</p>\n',
  slug: 'summer-party',
  tags: ['events'],
  published: true,
  publish_at: '2026-06-15T07:30:00.000Z',
  visibility: 'members',
  pinned: false,
  must_read: false,
  author: { id: '0197c0de-0000-7aaa-8bbb-3f6c2b7d8e90', username: 'ann' },
  version: 1,
  created_at: '2026-06-15T07:30:00.000Z',
  updated_at: '2026-06-15T07:30:00.000Z',
  can: ['edit', 'publish', 'delete', 'see_versions'],
}

const fields = {
  id: Id,
  title: Type.String(),
  content: Type.String({ description: 'Markdown, as written.' }),
  html: Type.String({ description: 'The content as sanitised HTML.' }),
  slug: Type.String({ description: 'Its name in addresses, made from the title.' }),
  tags: Type.Array(Type.String()),
  published,
  publish_at: publishAt,
  visibility,
  pinned,
  must_read: mustRead,
  author: Author,
  version: Type.Integer({ description: 'Goes up by one with every change.' }),
  created_at: Timestamp,
  updated_at: Timestamp,
}

/** A post as it is for every reader. */
export const PlainPost = Type.Object(fields)
export type PlainPost = Static<typeof PlainPost>

export const Post = Type.Object({ ...fields, can: Can(POST_ACTS) }, { title: 'Post', examples: [examplePost] })
export type Post = Static<typeof Post>

export const PostList = Type.Array(Post)

export const PostFeed = {
  description: 'RFC 4287.',
  content: {
    'application/atom+xml': {
      schema: Type.String(),
      example: atomFeed(
        'https://teamroom.example.com',
        [{ ...examplePost, listed_at: examplePost.publish_at, author_username: examplePost.author.username }],
        true,
      ),
    },
  },
}

const optional = {
  published: Type.Optional(published),
  publish_at: Type.Optional(publishAt),
  visibility: Type.Optional(visibility),
  tags: Type.Optional(tags),
  pinned: Type.Optional(pinned),
  must_read: Type.Optional(mustRead),
}

/** For POST and PUT; what is left out takes its default when created, and stays as it is when replaced. */
export const PostInput = closed(
  { title, content, ...optional },
  {
    title: 'PostInput',
    description: 'Left out: published, for everyone to read, without tags, neither pinned nor must-read.',
    examples: [
      {
        title: 'My First Blog Post',
        content: 'This is the content of my first blog post.',
      },
      {
        title: 'Summer party',
        content: 'On **Friday** at five, in the yard.',
        tags: ['events'],
        visibility: 'members',
      },
    ],
  },
)
export type PostInput = Static<typeof PostInput>

export const PostChange = closed(
  { title: Type.Optional(title), content: Type.Optional(content), ...optional },
  { title: 'PostChange', minProperties: 1, examples: [{ pinned: true }] },
)
export type PostChange = Static<typeof PostChange>

export const PostPreviewInput = closed(
  {
    content: Text(0, MAX_CONTENT, {
      description: 'Markdown; it may be shorter than a post’s, as it is being written.',
    }),
  },
  { title: 'PostPreviewInput', examples: [{ content: examplePost.content }] },
)

export const PostPreview = Type.Object(
  { html: Type.String({ description: 'The content as the sanitised HTML that the post would have.' }) },
  { title: 'PostPreview', examples: [{ html: examplePost.html }] },
)

export const PostQuery = closed({
  ...PageQuery,
  published: Type.Optional(Type.Boolean({ description: 'True: published and scheduled ones; false: drafts.' })),
  scheduled: Type.Optional(Type.Boolean({ description: 'True: published, from a later moment on; false: due.' })),
  q: Type.Optional(
    Type.String({
      format: 'line',
      minLength: 1,
      description:
        'Words that title, tags or content have, or words that begin so; without accents, and with letters as people type ' +
        'them: `lodz` finds `Łódź`. Of many words the first ten count.',
    }),
  ),
  tag: Type.Optional(Line(1, 40)),
  author: Type.Optional(Type.String({ format: 'uuid', description: "The author's id." })),
  pinned: Type.Optional(Type.Boolean()),
  must_read: Type.Optional(Type.Boolean()),
  acknowledged: Type.Optional(
    Type.Boolean({ description: 'With a token: must-read posts that I have, or have not, acknowledged.' }),
  ),
})
export type PostQuery = Static<typeof PostQuery>

export const SlugParams = closed({ slug: Line(1, 200) })

export const Revision = Type.Object(
  {
    version: Type.Integer(),
    title: Type.String(),
    content: Type.String(),
    tags: Type.Array(Type.String()),
    replaced_at: Timestamp,
    replaced_by: nullable(Id),
  },
  {
    title: 'PostRevision',
    examples: [
      {
        version: 1,
        title: 'Sumer party',
        content: 'On **Friday** at five.',
        tags: ['events'],
        replaced_at: '2026-06-15T07:31:00.000Z',
        replaced_by: '0197c0de-0000-7aaa-8bbb-3f6c2b7d8e90',
      },
    ],
  },
)

export const Acknowledgement = Type.Object(
  {
    user: Type.Object({ id: Id, username: Type.String() }),
    version: nullable(Type.Integer({ description: 'The version that was acknowledged; null when none was.' })),
    acknowledged_at: nullable(Timestamp),
  },
  {
    title: 'PostAcknowledgement',
    examples: [
      {
        user: { id: '0197c0de-0000-7aaa-8bbb-3f6c2b7d8e90', username: 'ann' },
        version: 1,
        acknowledged_at: '2026-06-15T08:00:00.000Z',
      },
    ],
  },
)

export const AcknowledgementCount = Type.Object(
  {
    acknowledged: Type.Integer({ description: 'How many have acknowledged it.' }),
    outstanding: Type.Integer({ description: 'How many have not.' }),
  },
  { title: 'PostAcknowledgementCount', examples: [{ acknowledged: 12, outstanding: 3 }] },
)

export const AcknowledgementQuery = closed({
  ...PageQuery,
  acknowledged: Type.Optional(Type.Boolean({ description: 'True: who has; false: who has not. Left out: everyone.' })),
})

export const RevisionQuery = closed(PageQuery)
