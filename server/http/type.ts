import type { Type as TypeBox } from 'typebox'

type Json = Record<string, unknown>

type Builders =
  | ('Any' | 'Array' | 'Boolean' | 'Integer' | 'Literal' | 'Null' | 'Number' | 'Object')
  | ('Optional' | 'Record' | 'String' | 'Unknown' | 'Unsafe')

/** Where TypeBox, too, notes that an object need not have a property; it is no part of the schema. */
const OPTIONAL = '~optional'

/**
 * The part of TypeBox's `Type` that we use: the same types and the same schemas, from a page of code. TypeBox's own is
 * hundreds of modules, which every start would load: see docs/adr/0010-memory.md.
 */
export const Type = {
  Any: (options?: Json) => ({ ...options }),
  Array: (items: Json, options?: Json) => ({ type: 'array', items, ...options }),
  Boolean: (options?: Json) => ({ type: 'boolean', ...options }),
  Integer: (options?: Json) => ({ type: 'integer', ...options }),
  Literal: (value: unknown, options?: Json) => ({ type: typeof value, const: value, ...options }),
  Null: (options?: Json) => ({ type: 'null', ...options }),
  Number: (options?: Json) => ({ type: 'number', ...options }),
  Object(properties: Record<string, Json>, options?: Json) {
    const required = Object.keys(properties).filter((name) => !(OPTIONAL in (properties[name] as Json)))
    return { type: 'object', ...(required.length > 0 && { required }), properties, ...options }
  },
  Optional: (schema: Json) => Object.defineProperty({ ...schema }, OPTIONAL, { value: true }),
  Record: (_: Json, values: Json, options?: Json) => ({
    type: 'object',
    patternProperties: { '^.*$': values },
    ...options,
  }),
  String: (options?: Json) => ({ type: 'string', ...options }),
  Unknown: (options?: Json) => ({ ...options }),
  Unsafe: (schema: Json) => ({ ...schema }),
} as unknown as Pick<typeof TypeBox, Builders>
