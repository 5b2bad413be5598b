import type { FieldErrors } from '../base/problem.ts'

type Why = { readonly exitCode: 1 | 2; readonly fields?: FieldErrors }

/** A command that ends without success: 1 for one that failed, 2 for one that was used wrongly. */
export class CliError extends Error {
  readonly exitCode: 1 | 2
  /** What speaks against single values, as the API would say it. */
  readonly fields: FieldErrors | undefined

  constructor(message: string, { exitCode, fields }: Why) {
    super(message)
    this.name = 'CliError'
    this.exitCode = exitCode
    this.fields = fields
  }
}

/** The command could not do its work. @param sentence for the person at the terminal, in one or more lines */
export function failure(sentence: string): CliError {
  return new CliError(sentence, { exitCode: 1 })
}

/** The command was called in a way it does not understand. */
export function misuse(sentence: string): CliError {
  return new CliError(sentence, { exitCode: 2 })
}
