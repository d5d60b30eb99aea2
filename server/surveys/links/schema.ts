import type { Static } from 'typebox'
import { closed, Id, nullable, oneOf, PageQuery, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'

/** Links of a survey, those that are revoked included. */
export const MAX_LINKS = 10_000
/** So many that making them takes no longer than others should wait. */
export const MAX_LINKS_AT_ONCE = 2_000

/** What is wrong with an address is said by the line that it stands in, whichever way it was sent. */
export const LinksInput = closed(
  {
    addresses: Type.Array(Type.String(), {
      minItems: 1,
      maxItems: MAX_LINKS_AT_ONCE,
      description: 'Whom the links are for: one line each, of at most 254 characters. Nobody has two that work.',
    }),
  },
  { title: 'SurveyLinksInput', examples: [{ addresses: ['ann@example.com', 'bea@example.com'] }] },
)

export const LinksFile = Type.String({
  description:
    'UTF-8, commas or semicolons. The addresses are in the column `email`, `e-mail` or `address` of the header, or in the ' +
    'first one of a file without such a header.',
  examples: ['name,email\r\nAnn,ann@example.com\r\nBea,bea@example.com\r\n'],
})

const example = {
  id: '0197c0de-7777-7aaa-8bbb-3f6c2b7d8e90',
  address: 'ann@example.com',
}
const key = 'mJ4T0b1Q9y2vWq6nX3fZaA'

export const NewLinks = Type.Array(
  Type.Object(
    {
      id: Id,
      address: Type.String(),
      key: Type.String({ description: 'Shown this once.' }),
      url: Type.String({ description: 'The page on which the survey is answered; shown this once.' }),
    },
    {
      title: 'NewSurveyLink',
      examples: [{ ...example, key, url: `https://teamroom.example.com/s/${key}` }],
    },
  ),
)
export type NewLinks = Static<typeof NewLinks>

const STATES = ['working', 'on_hold', 'revoked'] as const
export type LinkState = (typeof STATES)[number]

const state = oneOf(STATES, {
  description:
    'A link is `on_hold` once the account that made it can make no others: it was disabled or deleted, or no longer works on ' +
    'the survey. It works again once someone takes it over.',
})

export const Link = Type.Object(
  {
    id: Id,
    address: Type.String(),
    state,
    created_at: Timestamp,
    revoked_at: nullable(Timestamp),
    replied: nullable(Type.Boolean(), { description: 'Null in an anonymous survey, where nobody is told who has.' }),
  },
  {
    title: 'SurveyLink',
    examples: [
      { ...example, state: 'working', created_at: '2026-06-15T07:30:00.000Z', revoked_at: null, replied: false },
    ],
  },
)
export type Link = Static<typeof Link>

export const LinkList = Type.Array(Link)
export const LinkQuery = closed({ ...PageQuery, state: Type.Optional(oneOf(STATES)) })

export const TakenOver = Type.Object(
  { taken_over: Type.Integer({ description: 'How many links work again.' }) },
  { title: 'SurveyLinksTakenOver', examples: [{ taken_over: 12 }] },
)
export const LinkParams = closed({ id: Id, link: Id })
