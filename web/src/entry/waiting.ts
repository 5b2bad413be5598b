import { ApiProblem } from 'kalosphere-auth-client/api-problem.ts'

/** What a first factor was answered with where a second one is needed. */
export type Waiting = { readonly ticket: string; readonly methods: readonly string[] }

/** Reads off a refusal that the first factor was right, and a second is asked for. */
export function waitingOf(error: unknown): Waiting | undefined {
  if (!(error instanceof ApiProblem) || error.code !== 'mfa_required') return undefined
  const { mfa_token, methods } = error.body
  if (typeof mfa_token !== 'string' || !Array.isArray(methods)) return undefined
  return { ticket: mfa_token, methods: methods.map(String) }
}
