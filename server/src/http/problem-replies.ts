import type { TSchema } from 'typebox'
import { type ProblemCode, problems } from '../base/problem.ts'
import { Type } from './type.ts'

/** Refusals that any route may give before its own code runs. */
const everywhere: readonly ProblemCode[] = [
  'invalid_input',
  'bad_host',
  'malformed_body',
  'request_headers_too_large',
  'body_too_large',
  'unsupported_media_type',
  'internal_error',
  'unavailable',
]

/** Refusals of the session guard, for routes that need a signed-in person. */
export const guardProblems = [
  'not_authenticated',
  'bad_authorization_header',
  'token_not_valid',
  'user_inactive',
  'user_not_found',
  'mfa_enrolment_required',
  'rate_limited',
] as const satisfies readonly ProblemCode[]

/** Refusals of `refuseBadBearer`, for public routes that look at a token only to refuse a bad one. */
export const badBearerProblems = guardProblems.filter((code) => code !== 'not_authenticated' && code !== 'rate_limited')

/**
 * The refusals of a route, for its schema and the API document.
 * @param codes the machine words the route itself may answer with
 */
export function problemReplies(...codes: ProblemCode[]): Record<number, TSchema> {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of new Set([...codes, ...everywhere])) {
    const status = problems[code].status
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const replies: Record<number, TSchema> = {}
  for (const [status, words] of byStatus) replies[status] = problemReply(words)
  return replies
}

function problemReply(words: readonly ProblemCode[]): TSchema {
  return Type.Object(
    { error: Type.String({ enum: [...words] }) },
    {
      additionalProperties: true,
      description: words.map((word) => `\`${word}\`: ${problems[word].message}`).join('\n\n'),
    },
  )
}
