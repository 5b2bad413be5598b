import { ApiProblem, UnreachableError } from 'kalosphere-auth/api-problem.ts'
import { KeyRefusedError } from '../proof/key-refused.ts'
import type { Texts } from './en/pages.ts'
import { spoken } from './spoken.ts'

/** What a person is told of a failure. */
export function sentenceOf({ problems }: Texts, error: unknown): string {
  if (error instanceof UnreachableError) return problems.offline
  if (error instanceof KeyRefusedError) return problems.key_refused
  if (!(error instanceof ApiProblem)) return problems.internal_error
  const minutes = Math.max(1, Math.ceil((error.retryAfter ?? 60) / 60))
  const known: Readonly<Record<string, string | ((minutes: number) => string)>> = problems
  const sentence = known[error.code]
  if (typeof sentence === 'function') return sentence(minutes)
  return sentence ?? inWords(error.message)
}

/** The sentences about one field, where the failure is about fields. */
export function faultOf(error: unknown, field: string): string | undefined {
  const faults = error instanceof ApiProblem ? error.fields[field] : undefined
  return faults && faults.length > 0 ? faults.map(inWords).join(' ') : undefined
}

/** A sentence of the service, which speaks English, in the language of the pages; as it is where nobody has translated it. */
function inWords(sentence: string): string {
  const found = spoken().texts.faults[sentence.replace(/\d+/g, '#')]
  return (sentence.match(/\d+/g) ?? []).reduce((text, number) => text.replace('#', number), found ?? sentence)
}

/** Whether some field of the form says what is wrong, so that no sentence above it has to. */
export function isAboutFields(error: unknown, fields: readonly string[]): boolean {
  return fields.some((field) => faultOf(error, field) !== undefined)
}
