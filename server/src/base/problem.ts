/**
 * Every refusal of the product: its stable machine word, its status and its public sentence.
 * Sentences of the old service are kept as its clients know them.
 */
export const problems = {
  invalid_input: { status: 400, message: 'Invalid input.' },
  malformed_body: { status: 400, message: 'JSON parse error' },
  bad_host: { status: 400, message: 'Invalid host.' },
  invalid_token: { status: 400, message: 'Invalid or expired token' },
  provider_refused: { status: 400, message: 'Invalid access token.' },
  not_authenticated: { status: 401, message: 'Authentication credentials were not provided.' },
  bad_authorization_header: {
    status: 401,
    message: 'Authorization header must contain two space-delimited values',
  },
  token_not_valid: { status: 401, message: 'Given token not valid for any token type' },
  user_inactive: { status: 401, message: 'User is inactive' },
  user_not_found: { status: 401, message: 'User not found' },
  invalid_client: { status: 401, message: 'Client authentication failed.' },
  bad_credentials: { status: 401, message: 'Invalid credentials.' },
  email_not_verified: { status: 401, message: 'Email not verified. Please verify your email.' },
  mfa_required: { status: 403, message: 'A second factor is required.' },
  mfa_enrolment_required: { status: 403, message: 'Add a second factor first: this account must have one.' },
  permission_denied: { status: 403, message: 'You do not have permission to perform this action.' },
  factor_not_offered: { status: 403, message: 'This kind of second factor is not offered here.' },
  reauthentication_required: { status: 403, message: 'Please prove again that it is you.' },
  email_not_verified_by_provider: {
    status: 403,
    message: 'The provider has not verified your email address.',
  },
  registration_closed: { status: 403, message: 'New accounts are not taken here.' },
  cross_origin: { status: 403, message: 'This call must come from the same origin.' },
  not_found: { status: 404, message: 'Not found.' },
  method_not_allowed: { status: 405, message: 'Method not allowed.' },
  request_timeout: { status: 408, message: 'The request took too long to arrive.' },
  last_factor: {
    status: 409,
    message: 'This account must have a second factor. Add another before you remove the last.',
  },
  link_conflict: {
    status: 409,
    message: 'This account is linked to another person at that provider, or that person to another account.',
  },
  key_from_settings: {
    status: 409,
    message: 'The signing key is given by the settings: set another one there, and start the service anew.',
  },
  last_sign_in_method: { status: 409, message: 'Nothing else opens this account. Set a password first.' },
  body_too_large: { status: 413, message: 'Request body is too large.' },
  unsupported_media_type: { status: 415, message: 'Unsupported media type in request.' },
  account_locked: { status: 423, message: 'Account is locked due to multiple failed login attempts.' },
  upgrade_required: { status: 426, message: 'This address speaks WebSocket.' },
  rate_limited: { status: 429, message: 'Too many requests. Try again later.' },
  request_headers_too_large: { status: 431, message: 'Request header fields are too large.' },
  internal_error: { status: 500, message: 'Internal server error.' },
  provider_unavailable: { status: 503, message: 'The sign-in provider cannot be reached. Try again shortly.' },
  unavailable: { status: 503, message: 'The service is temporarily unavailable. Try again shortly.' },
} as const satisfies Record<string, { status: number; message: string }>

export type ProblemCode = keyof typeof problems

/** Messages by field, in the order of the fields; `non_field_errors` for the body as a whole. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>

type ProblemOptions = {
  /** A public sentence other than the code's own. */
  detail?: string
  /** Field messages; the answer then carries these instead of `detail`. */
  fields?: FieldErrors
  /** Further public members of the body, as the old service gave them (`code`, `messages`). */
  extra?: Readonly<Record<string, unknown>>
  /** Seconds after which a new try makes sense; becomes `Retry-After`. */
  retryAfter?: number
  /** Why, for the log only. */
  note?: string
  cause?: unknown
}

/** A refusal meant for the person who asked. `cause` and `note` are for the log only. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly options: ProblemOptions

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(options.detail ?? problems[code].message, { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.status = problems[code].status
    this.options = options
  }

  /** The JSON body of the answer. */
  body(): Record<string, unknown> {
    const said = this.options.fields ?? { detail: this.message }
    return { ...said, ...this.options.extra, error: this.code }
  }
}

/** A refusal of one or more fields. */
export function fieldProblem(fields: FieldErrors): Problem {
  return new Problem('invalid_input', { fields })
}
