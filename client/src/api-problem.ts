import type { ProblemBody } from './api-types.gen.ts'

/** A refusal of the service, as `error`, a stable word, and what goes with it. */
export class ApiProblem extends Error {
  readonly code: string
  /** Of HTTP. */
  readonly status: number
  /** Sentences by field; `non_field_errors` are about the whole. Empty where the refusal is not about fields. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** Seconds after which a new try makes sense. */
  readonly retryAfter: number | undefined
  /** The whole answer, for refusals that carry more, such as `mfa_token`. */
  readonly body: ProblemBody

  constructor({ status, headers }: Response, body: ProblemBody) {
    const fields = fieldsOf(body)
    super(body.detail ?? Object.values(fields)[0]?.[0] ?? body.error)
    this.name = 'ApiProblem'
    this.code = body.error
    this.status = status
    this.fields = fields
    this.body = body
    const seconds = Number(headers.get('retry-after') ?? Number.NaN)
    this.retryAfter = Number.isFinite(seconds) ? seconds : undefined
  }
}

/** No answer came: the network or the service is away. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('the service cannot be reached', { cause })
    this.name = 'UnreachableError'
  }
}

/** Reads the refusal off an answer; a proxy in between may have given one that is not ours. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body = await response.json().catch(() => undefined)
  return new ApiProblem(response, isProblem(body) ? body : { error: 'internal_error' })
}

export function isProblem(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'
}

function fieldsOf(body: ProblemBody): Record<string, readonly string[]> {
  const lists = Object.entries(body).filter((entry): entry is [string, string[]] => isSentences(entry[1]))
  // What else is a list is named with its word, as `methods` is with `mfa_required`.
  return body.error === 'invalid_input' || body.error === 'invalid_token' ? Object.fromEntries(lists) : {}
}

function isSentences(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
