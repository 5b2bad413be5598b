import type { Person } from '../base/caller.ts'
import { fieldProblem } from '../base/problem.ts'
import { randomToken, tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'
import type { ProviderSettings } from '../platform/social-settings.ts'
import { insertFlow } from './flows.queries.ts'
import { githubAuthorizeUrl } from './github.ts'
import { type FlowSecrets, oidcAuthorizeUrl } from './oidc-flow.ts'
import { redirectUriOf } from './providers.ts'
import { isOwnOrigin } from './redirect-target.ts'

/** Long enough to find a password there; RFC 6749 section 4.1.2 gives a code as long. */
const flowMinutes = 10

export type FlowStart = {
  readonly provider: ProviderSettings
  /** Where the browser goes afterwards, as `checkTarget` gave it. */
  readonly target: string
  /** S256 of a secret of the page that begins (RFC 7636); undefined when the browser's cookie is to be the proof. */
  readonly challenge: string | undefined
  /** The value of the browser's cookie. */
  readonly browser: string
}

/**
 * Notes that somebody goes to a provider to sign in, or to link their account.
 * @param person who links; undefined for a sign-in
 * @returns where to send the browser
 * @throws Problem `provider_unavailable`
 */
export async function beginFlow(app: App, start: FlowStart, person?: Person): Promise<URL> {
  const { provider, target, challenge, browser } = start
  const state = randomToken()
  const address = await authorizeUrl(app, provider, secretsOf(app, state))
  await insertFlow(app.db, {
    state_digest: tokenDigest(state),
    provider: provider.id,
    purpose: person ? 'link' : 'sign_in',
    browser_digest: tokenDigest(browser),
    challenge: challenge ?? null,
    account_id: person?.accountId ?? null,
    session_id: person?.sessionId ?? null,
    target,
    expires_at: new Date(app.now().getTime() + flowMinutes * 60_000),
  })
  return address
}

/**
 * A page of another origin is not sent our cookie, and could not show that it is the one that began.
 * @throws Problem `invalid_input`
 */
export function requireBinding(app: App, target: string, challenge: string | undefined): void {
  if (challenge !== undefined && !/^[\w-]{43}$/.test(challenge)) {
    throw fieldProblem({ code_challenge: ['This is not the SHA-256 of a verifier, in base64url.'] })
  }
  if (challenge === undefined && !isOwnOrigin(app, target)) {
    throw fieldProblem({ code_challenge: ['A page of another origin than the service needs a code_challenge.'] })
  }
}

/**
 * What belongs to a flow besides its state. Nothing of it is stored: it follows from the state by a key of ours, and is
 * known again when the state comes back. A `SECRET_KEY` replaced in between costs the person a second try.
 */
export function secretsOf(app: App, state: string): FlowSecrets {
  const derive = (use: string) => app.sealer.digest('social-flow', `${use}:${state}`)
  return { state, nonce: derive('nonce'), codeVerifier: derive('verifier') }
}

function authorizeUrl(app: App, provider: ProviderSettings, secrets: FlowSecrets): Promise<URL> | URL {
  // RFC 7636 section 4.2, S256: the digest is the same function.
  const codeChallenge = tokenDigest(secrets.codeVerifier)
  const redirectUri = redirectUriOf(app, provider)
  if (provider.kind === 'oidc') return oidcAuthorizeUrl(app, provider, { secrets, codeChallenge, redirectUri })
  return githubAuthorizeUrl(provider, { state: secrets.state, codeChallenge, redirectUri })
}
