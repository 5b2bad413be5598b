import { fieldProblem, Problem } from '../base/problem.ts'
import { tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'
import type { OidcSettings, ProviderSettings } from '../platform/social-settings.ts'
import { skewSeconds } from './discover-issuer.ts'
import { spendToken } from './flows.queries.ts'
import { identityOfGithubToken } from './github.ts'
import { identityOfGoogleToken } from './google-token.ts'
import { identityOfClaims } from './identity-of-claims.ts'
import type { Proof } from './kept-proof.ts'
import { readIdToken } from './read-id-token.ts'

export type GivenToken = { readonly accessToken: string | undefined; readonly idToken: string | undefined }

/**
 * What a token proves that an app has got from a provider by itself, for our client and nobody else's.
 * @throws Problem `provider_refused`, `provider_unavailable`; `invalid_input` where the other kind of token is needed
 */
export async function proofOfToken(app: App, provider: ProviderSettings, given: GivenToken): Promise<Proof> {
  const { accessToken, idToken } = given
  if (provider.kind === 'github') {
    if (accessToken === undefined) throw fieldProblem({ access_token: ['This field is required.'] })
    return { identity: await identityOfGithubToken(app, provider, accessToken), accessToken }
  }
  if (idToken !== undefined) return proofOfIdToken(app, provider, idToken)
  const { tokenInfoUrl } = provider
  // No other issuer has a way to ask to whom an access token was issued.
  if (tokenInfoUrl === undefined || accessToken === undefined) {
    throw fieldProblem({ id_token: ['This field is required.'] })
  }
  return { identity: await identityOfGoogleToken(app, { ...provider, tokenInfoUrl }, accessToken), accessToken }
}

async function proofOfIdToken(app: App, settings: OidcSettings, token: string): Promise<Proof> {
  const claims = await readIdToken(app, settings, token)
  // Without the signature, which could be written in more than one way.
  const signed = token.slice(0, token.lastIndexOf('.'))
  const until = new Date((claims.exp + skewSeconds) * 1000)
  const isFirst = await spendToken(app.db, tokenDigest(`${settings.id}:${signed}`), until)
  if (!isFirst) throw new Problem('provider_refused', { note: `${settings.id}: the ID token was used before` })
  return { identity: identityOfClaims(settings, claims), accessToken: undefined }
}
