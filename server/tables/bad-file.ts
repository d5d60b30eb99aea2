import { AppError } from '../errors.ts'

/** Something is wrong with a file as a whole. */
export function badFile(sentence: string): AppError {
  return new AppError('invalid', sentence, { errors: { json: { _schema: [sentence] } } })
}

/** Something is wrong with a line of a file. */
export function badLine(line: number, sentence: string): AppError {
  return new AppError('invalid', '', { errors: { json: { [`line ${line}`]: [sentence] } } })
}
