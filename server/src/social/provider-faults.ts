import { Problem } from '../base/problem.ts'

/** What went wrong at a provider, as far as whoever wants to sign in can do something about it. */
export type ProviderProblem = 'provider_refused' | 'provider_unavailable'

/** Codes of the libraries for an answer that did not come, or not in a form that any provider would give. */
const away = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_RESPONSE_IS_NOT_CONFORM'])

/**
 * The refusal for whatever came of asking a provider; the cause goes to the log alone.
 * @param otherwise what it is when the error does not tell
 */
export function asProviderProblem(error: unknown, provider: string, otherwise: ProviderProblem): Problem {
  if (error instanceof Problem) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const word = away.has(code) || isLost(error) ? 'provider_unavailable' : otherwise
  return new Problem(word, { note: `${provider}: ${describe(error)}`, cause: error })
}

/** A connection that broke, or was never made. */
function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { cause } = error
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return true
  if ('code' in error && /^E[A-Z]+$/.test(String(error.code))) return true
  return cause !== undefined && cause !== error && isLost(cause)
}

function describe(error: unknown): string {
  const { message, code } = error as { message?: unknown; code?: unknown }
  return [code, message].filter((part) => typeof part === 'string').join(': ')
}
