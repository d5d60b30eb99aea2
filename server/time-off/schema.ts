import { Line } from '../http/shapes.ts'
import { Type } from '../http/type.ts'

/** What the modules of time off share in their shapes. */

export const OfTeam = Type.Optional(Line(1, 80, { description: 'Only the people of this team.' }))
