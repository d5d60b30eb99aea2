import type { Static } from 'typebox'
import { closed, Id, Line, oneOf, PageQuery } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'

export const EDITOR_ACTS = ['remove', 'leave'] as const
export type EditorAct = (typeof EDITOR_ACTS)[number]

export const Editor = Type.Object(
  {
    id: Id,
    username: Type.String(),
    can: Type.Array(oneOf(EDITOR_ACTS), {
      description:
        'What the caller can do: `remove` the editor, or `leave` where that is the caller. Both are a DELETE.',
    }),
  },
  {
    title: 'SurveyEditor',
    examples: [{ id: '0197c0de-2222-7aaa-8bbb-3f6c2b7d8e90', username: 'bea', can: ['remove'] }],
  },
)
export type Editor = Static<typeof Editor>

export const EditorInput = closed(
  { username: Line(1, 254) },
  { title: 'SurveyEditorInput', examples: [{ username: 'bea' }] },
)

export const EditorList = Type.Array(Editor)
export const EditorQuery = closed(PageQuery)
export const EditorParams = closed({ id: Id, user_id: Id })
