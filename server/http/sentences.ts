import type { ErrorObject } from 'ajv'
import { MAX_MARKS, pilesMarks } from '../characters.ts'

/** The field an error is about, dotted for nested ones; `_schema` when it is about the whole, as marshmallow has it. */
export function fieldOf({ instancePath, keyword, params }: ErrorObject): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (keyword === 'discriminator') path.push(params.tag)
  if (keyword === 'required') path.push(params.missingProperty)
  if (keyword === 'additionalProperties') path.push(params.additionalProperty)
  return path.join('.') || '_schema'
}

const TYPE_SENTENCES: Record<string, string> = {
  string: 'Not a valid string.',
  boolean: 'Not a valid boolean.',
  integer: 'Not a valid integer.',
  number: 'Not a valid number.',
  array: 'Not a valid list.',
  object: 'Invalid input type.',
}

const FORMAT_SENTENCES: Record<string, string> = {
  text: 'Not a valid string.',
  line: 'Not a valid string: it must be one line without control characters.',
  name: 'Must not have invisible characters.',
  uuid: 'Not a valid UUID.',
  date: 'Not a valid date.',
  'date-time': 'Not a valid datetime.',
  email: 'Not a valid email address.',
  uri: 'Not a valid URL.',
}

/** Formats of texts that people write. */
const TEXTS = ['text', 'line', 'name']

/** Formats of which marshmallow has fields of their own: whatever is not of the format is said not to be, be it text or not. */
const FORMATS_AS_TYPES = ['uuid', 'date', 'date-time']

/** What is wrong, in the words that marshmallow uses, which the seeds' clients may look for. */
export function sentence({ keyword, params, parentSchema, data }: ErrorObject): string {
  const schema = (parentSchema ?? {}) as Record<string, unknown>
  switch (keyword) {
    case 'required':
      return 'Missing data for required field.'
    case 'additionalProperties':
      return 'Unknown field.'
    case 'type':
      return data === null ? 'Field may not be null.' : typeSentence([params.type].flat()[0], schema.format)
    case 'enum':
      return `Must be one of: ${params.allowedValues.join(', ')}.`
    case 'format':
      if (TEXTS.includes(params.format) && pilesMarks(String(data))) {
        return `Must not have more than ${MAX_MARKS} accents or other marks on one letter.`
      }
      return FORMAT_SENTENCES[params.format] ?? 'Invalid value.'
    case 'pattern':
      return String(schema['x-sentence'] ?? 'String does not match expected pattern.')
    case 'minLength':
    case 'maxLength':
      return lengthSentence(schema.minLength, schema.maxLength)
    case 'minItems':
    case 'maxItems':
      return lengthSentence(schema.minItems, schema.maxItems)
    case 'minimum':
    case 'maximum':
      return rangeSentence(schema.minimum, schema.maximum)
    case 'discriminator':
      return `Must be one of: ${(schema.oneOf as { properties: Record<string, { enum: string[] }> }[]).flatMap(({ properties }) => properties[params.tag]?.enum).join(', ')}.`
    case 'minProperties':
      return 'At least one field is required.'
    case 'uniqueItems':
      return 'Must not contain the same value twice.'
    default:
      return 'Invalid value.'
  }
}

function typeSentence(type: string, format: unknown): string {
  const ofFormat = FORMATS_AS_TYPES.find((name) => name === format)
  return (ofFormat ? FORMAT_SENTENCES[ofFormat] : TYPE_SENTENCES[type]) ?? 'Invalid value.'
}

function lengthSentence(min: unknown, max: unknown): string {
  if (min && max) return min === max ? `Length must be ${min}.` : `Length must be between ${min} and ${max}.`
  return min ? `Shorter than minimum length ${min}.` : `Longer than maximum length ${max}.`
}

function rangeSentence(min: unknown, max: unknown): string {
  if (min !== undefined && max !== undefined) {
    return `Must be greater than or equal to ${min} and less than or equal to ${max}.`
  }
  return min === undefined ? `Must be less than or equal to ${max}.` : `Must be greater than or equal to ${min}.`
}
