import { type AccessClaims, readClaims } from './access-claims.ts'
import { checkDemands, type Demands, requireDemands } from './demands.ts'
import { openKeySet } from './key-set.ts'
import type { Means } from './means.ts'
import { RefusedError } from './refused-error.ts'
import { followRevocations } from './revocation-feed.ts'
import { rememberTokens } from './verified-tokens.ts'
import { verifyJws } from './verify-jws.ts'

export type VerifierOptions = {
  /** Where the service is, such as `https://auth.example.com`. */
  readonly origin: string
  /** As `JWT_ISSUER` and `JWT_AUDIENCE` of the service. */
  readonly issuer?: string
  readonly audience?: string
  /** What the service signs with; fewer is stricter. */
  readonly algorithms?: readonly ('ES256' | 'RS256')[]
  /** Seconds for which the keys and the ended sessions that came last are relied on while the service is away. */
  readonly offlineFor?: number
  /** `none`: an ended session's tokens go on until they expire. Nothing is kept open then. */
  readonly revocations?: 'stream' | 'none'
  /** Takes an origin without TLS that is not this machine, as inside a network of containers. */
  readonly plainHttp?: boolean
  /** Told of what could not be had from the service, for a log. */
  readonly onTrouble?: (error: unknown) => void
  readonly fetch?: typeof fetch
  /** Milliseconds of the epoch; for tests that move the clock. */
  readonly now?: () => number
}

export type Verifier = {
  /**
   * Verifies an access token.
   * @returns whom it names, and what it says of them
   * @throws RefusedError; TypeError for demands that are none
   */
  readonly verify: (token: string, demands?: Demands) => Promise<AccessClaims>
  /** Settles when the ended sessions are known; a service that is away is waited for. */
  readonly ready: Promise<void>
  /** Ends the stream; a program with an open one does not end by itself. */
  readonly close: () => void
}

/** A token that comes before the first list waits for it no longer than this. */
const patienceMs = 3_000
/** About a megabyte. */
const rememberedTokens = 1000

/**
 * Opens a verifier of the service's access tokens, for other services: by the published keys, and by the stream of ended
 * sessions, without a question to the service for each call. One for a program is enough.
 * @throws TypeError for an origin that is none, or has no TLS where it should
 */
export function openVerifier(options: VerifierOptions): Verifier {
  const means = meansOf(options)
  const keys = openKeySet(means)
  const feed = options.revocations === 'none' ? undefined : followRevocations(means, keys)
  const ready = feed?.heard ?? Promise.resolve()
  const memory = rememberTokens(rememberedTokens)
  const expected = { typ: 'at+jwt', required: ['sub', 'sid', 'jti'], memory }
  let isReady = false
  void ready.then(() => {
    isReady = true
  })
  return {
    ready,
    close: () => feed?.close(),
    async verify(token, demands = {}) {
      checkDemands(demands)
      const payload = await verifyJws(means, keys, token, expected)
      const claims = payload && readClaims(payload)
      if (claims === undefined) throw new RefusedError('token_not_valid')
      if (!isReady) await firstOf(ready)
      feed?.mustBeLive(claims.sid)
      requireDemands(claims, demands, means.now())
      return claims
    },
  }
}

function meansOf({ origin, plainHttp = false, ...rest }: VerifierOptions): Means {
  const { protocol, hostname, origin: place } = new URL(origin)
  const isHere = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
  if (protocol !== 'https:' && !(protocol === 'http:' && (isHere || plainHttp))) {
    throw new TypeError(`the origin of the service must be https: ${origin}`)
  }
  const { issuer = 'kalosphere-auth', audience = 'kalosphere', algorithms = ['ES256', 'RS256'] } = rest
  const { offlineFor = 300, onTrouble = () => undefined, fetch: send = fetch, now = Date.now } = rest
  if (!(offlineFor >= 0)) throw new TypeError('offlineFor is a number of seconds')
  // A log that fails is no reason to stop following the service.
  const tell = (error: unknown): void => void (async () => onTrouble(error))().catch(() => undefined)
  return { origin: place, issuer, audience, algorithms, offlineFor, onTrouble: tell, fetch: send, now }
}

async function firstOf(ready: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs)
  })
  await Promise.race([ready, late])
  clearTimeout(timer)
}
