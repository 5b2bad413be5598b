import { Problem } from '../base/problem.ts'
import { randomToken, tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'
import { type Flow, insertCode, takeCode } from './flows.queries.ts'
import type { Exchanged } from './oidc-flow.ts'
import type { OutsideIdentity } from './outside-identity.ts'
import { findProvider } from './providers.ts'

/** As long as a page needs to load and call us. */
const codeMinutes = 2

/** What a provider has proved, and the token to keep where tokens are kept. */
export type Proof = { readonly identity: OutsideIdentity; readonly accessToken: string | undefined }

/**
 * Puts a proof aside until the page that began asks for it.
 * @returns the code it is asked for with; usable once
 */
export async function keepProof(app: App, flow: Flow, { identity, accessToken }: Exchanged): Promise<string> {
  const code = randomToken()
  const digest = tokenDigest(code)
  const { provider, issuer, subject, emailVerified } = identity
  const { email = null, name = null, picture = null, username = null } = identity
  const tokens = app.config.social.storeTokens
    ? app.sealer.seal('provider-token', accessToken, digest).toString('base64')
    : null
  await insertCode(app.db, {
    digest,
    provider,
    purpose: flow.purpose,
    binding: flow.challenge === null ? `browser:${flow.browser_digest}` : `challenge:${flow.challenge}`,
    session_id: flow.session_id,
    proof: { issuer, subject, email, emailVerified, name, picture, username, tokens },
    expires_at: new Date(app.now().getTime() + codeMinutes * 60_000),
  })
  return code
}

export type Redemption = {
  readonly code: string
  /** The value of the browser's cookie. */
  readonly browser: string | undefined
  /** Whose SHA-256 began the flow (RFC 7636). */
  readonly verifier: string | undefined
}

/**
 * Takes a proof that was put aside: once, and only for the browser or page that began.
 * @param sessionId of the person who links; undefined for a sign-in
 * @throws Problem `invalid_token` for a code that is spent, ended or somebody else's, and after its provider was disabled
 */
export async function takeProof(app: App, redemption: Redemption, sessionId?: string): Promise<Proof> {
  const { code, browser, verifier } = redemption
  const bindings = [
    ...(browser === undefined ? [] : [`browser:${tokenDigest(browser)}`]),
    // S256 is the same function.
    ...(verifier === undefined ? [] : [`challenge:${tokenDigest(verifier)}`]),
  ]
  const digest = tokenDigest(code)
  const purpose = sessionId === undefined ? 'sign_in' : 'link'
  const kept = await takeCode(app.db, { digest, purpose, bindings, sessionId: sessionId ?? null, now: app.now() })
  if (!kept || !findProvider(app, kept.provider)) throw new Problem('invalid_token')
  const { issuer, subject, email, emailVerified, name, picture, username, tokens } = kept.proof
  return {
    identity: {
      ...{ provider: kept.provider, issuer, subject, emailVerified },
      ...{ email: email ?? undefined, name: name ?? undefined },
      ...{ picture: picture ?? undefined, username: username ?? undefined },
    },
    accessToken:
      tokens === null ? undefined : app.sealer.open('provider-token', Buffer.from(tokens, 'base64'), digest).toString(),
  }
}
