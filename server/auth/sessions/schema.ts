import { closed, Id, nullable, oneOf, PageQuery, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'

/** What people do with a session of theirs. */
export const SESSION_ACTS = ['end'] as const
export type SessionAct = (typeof SESSION_ACTS)[number]

export const Session = Type.Object(
  {
    id: Id,
    current: Type.Boolean({ description: 'True for the one that asks.' }),
    user_agent: nullable(Type.String({ description: 'What the client called itself when it logged in.' })),
    created_at: Timestamp,
    last_used_at: Timestamp,
    expires_at: Timestamp,
    can: Type.Array(oneOf(SESSION_ACTS), { description: 'What I can do with it.' }),
  },
  {
    title: 'Session',
    examples: [
      {
        id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90',
        current: true,
        user_agent: 'Mozilla/5.0',
        created_at: '2026-06-15T07:30:00.000Z',
        last_used_at: '2026-06-15T07:45:00.000Z',
        expires_at: '2026-07-15T07:45:00.000Z',
        can: ['end'],
      },
    ],
  },
)
export const SessionList = Type.Array(Session)
export const SessionQuery = closed(PageQuery)
