/** Why a call is not let through. */
export type RefusalCode =
  | 'not_authenticated'
  | 'token_not_valid'
  | 'session_ended'
  | 'permission_denied'
  | 'reauthentication_required'
  | 'unavailable'

type Refusal = { readonly status: number; readonly says: string; readonly challenge?: string }

const invalid = 'error="invalid_token"'
const refusals: Readonly<Record<RefusalCode, Refusal>> = {
  not_authenticated: { status: 401, says: 'Authentication credentials were not provided.', challenge: '' },
  token_not_valid: { status: 401, says: 'Given token not valid for any token type', challenge: invalid },
  session_ended: { status: 401, says: 'The session has ended.', challenge: invalid },
  permission_denied: { status: 403, says: 'You do not have permission to perform this action.' },
  reauthentication_required: {
    status: 401,
    says: 'Please prove again that it is you.',
    challenge: 'error="insufficient_user_authentication"',
  },
  unavailable: { status: 503, says: 'The service is temporarily unavailable. Try again shortly.' },
}

/** A call is not let through; it holds the answer to give, in the form of the service's own refusals. */
export class RefusedError extends Error {
  readonly code: RefusalCode
  /** Of HTTP. */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: { readonly detail: string; readonly error: RefusalCode }

  /** @param asks what the challenge says besides, such as `max_age="300"` (RFC 9470 section 3) */
  constructor(code: RefusalCode, { cause, asks = '' }: { cause?: unknown; asks?: string } = {}) {
    const { status, says, challenge } = refusals[code]
    super(says, { cause })
    this.name = 'RefusedError'
    this.code = code
    this.status = status
    this.body = { detail: says, error: code }
    this.headers = { 'Cache-Control': 'no-store', ...challengeHeader([challenge, asks]), ...waitHeader(code) }
  }
}

/** RFC 6750 section 3: a call without credentials is told the scheme and nothing else. */
function challengeHeader([challenge, asks]: readonly [string | undefined, string]): Record<string, string> {
  if (challenge === undefined) return {}
  return { 'WWW-Authenticate': ['Bearer realm="api"', challenge, asks].filter(Boolean).join(', ') }
}

function waitHeader(code: RefusalCode): Record<string, string> {
  return code === 'unavailable' ? { 'Retry-After': '5' } : {}
}
