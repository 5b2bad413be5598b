import { CommanderError } from 'commander'
import { type FieldErrors, Problem } from '../base/problem.ts'
import { reasonOf } from '../base/reason-of.ts'
import { CliError } from './cli-error.ts'
import { type Console, printable } from './console.ts'

type Told = { readonly exitCode: number; readonly message: string; readonly fields?: FieldErrors | undefined }

/**
 * Says why a command ended: in words on standard error, and with `--json` as a document on standard output too.
 * @returns the exit code: 0 for a help text, 1 failed, 2 wrong usage
 */
export function tellFailure(console: Console, error: unknown): number {
  const told = explain(error)
  if (told.exitCode === 0) return 0
  // Commander has written its own faults already.
  if (!(error instanceof CommanderError)) process.stderr.write(printable(`${inWords(told)}\n`))
  const { message, fields } = told
  if (console.json()) console.document({ error: message, ...(fields === undefined ? {} : { fields }) })
  return told.exitCode
}

function explain(error: unknown): Told {
  if (error instanceof CommanderError) {
    const asked = error.exitCode === 0
    return { exitCode: asked ? 0 : 2, message: error.message.replace(/^error: /, '') }
  }
  if (error instanceof CliError) return error
  if (error instanceof Problem && error.options.fields) {
    return { exitCode: 1, message: 'Not done.', fields: error.options.fields }
  }
  return { exitCode: 1, message: reasonOf(error) }
}

function inWords({ message, fields }: Told): string {
  const lines = Object.entries(fields ?? {}).flatMap(([name, faults]) => faults.map((fault) => `  ${name}: ${fault}`))
  return [message, ...lines].join('\n')
}
