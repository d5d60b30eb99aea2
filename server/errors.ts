/** The ways a request can fail that are the caller's to know about; `http/error-handler.ts` gives each its status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'precondition_failed'
  | 'too_many'
  | 'unavailable'
  | 'internal'

/** Sentences by place (`json`, `query`, `path`, `headers`), then by field, dotted for nested ones. */
export type FieldErrors = Record<string, Record<string, string[]>>

export interface ErrorDetails {
  errors?: FieldErrors
  /** Whole seconds after which a retry makes sense; becomes `Retry-After`. */
  retryAfter?: number
  cause?: unknown
}

/** A failure with a meaning for the caller: its message is shown, so it never holds what the caller may not know. */
export class AppError extends Error {
  readonly kind: ErrorKind
  readonly errors: FieldErrors | undefined
  readonly retryAfter: number | undefined

  constructor(kind: ErrorKind, message = '', details: ErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.name = 'AppError'
    this.kind = kind
    this.errors = details.errors
    this.retryAfter = details.retryAfter
  }
}

/** A refused field of a JSON body: `invalidField('title', 'Not a valid string.')`. */
export function invalidField(field: string, ...sentences: string[]): AppError {
  return new AppError('invalid', '', { errors: { json: { [field]: sentences } } })
}

/** Not there, or not for this caller to know of: the two answers are the same. */
export function notFound(): AppError {
  return new AppError('not_found')
}
