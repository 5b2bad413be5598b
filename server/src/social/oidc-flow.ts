import type { Configuration } from 'openid-client'
import type { App } from '../platform/app.ts'
import type { OidcSettings } from '../platform/social-settings.ts'
import { discoverIssuer } from './discover-issuer.ts'
import { identityOfClaims } from './identity-of-claims.ts'
import { openIdLibrary } from './openid-library.ts'
import type { OutsideIdentity } from './outside-identity.ts'
import { asProviderProblem } from './provider-faults.ts'
import { readIdToken } from './read-id-token.ts'

export type FlowSecrets = { readonly state: string; readonly nonce: string; readonly codeVerifier: string }

/**
 * Where to send somebody to sign in at an issuer.
 * @throws Problem `provider_unavailable`
 */
export async function oidcAuthorizeUrl(
  app: App,
  settings: OidcSettings,
  asked: { secrets: FlowSecrets; codeChallenge: string; redirectUri: string },
): Promise<URL> {
  const { secrets, codeChallenge, redirectUri } = asked
  const configuration = await discoverIssuer(app, settings)
  try {
    return openIdLibrary().buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: settings.scopes.join(' '),
      state: secrets.state,
      nonce: secrets.nonce,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    })
  } catch (error) {
    throw asProviderProblem(error, settings.id, 'provider_unavailable')
  }
}

export type Exchanged = { readonly identity: OutsideIdentity; readonly accessToken: string }

/**
 * Exchanges the code that came back for what the issuer says of the person. State, `iss` of the answer (RFC 9207), PKCE,
 * nonce, issuer, audience and times are the library's to check; the signature is ours, as for tokens that clients send.
 * @param callback the address that was called, with all its parameters
 * @throws Problem `provider_refused`, `provider_unavailable`
 */
export async function exchangeOidcCode(
  app: App,
  settings: OidcSettings,
  { callback, secrets }: { callback: URL; secrets: FlowSecrets },
): Promise<Exchanged> {
  const configuration = await discoverIssuer(app, settings)
  try {
    const tokens = await openIdLibrary().authorizationCodeGrant(configuration, callback, {
      expectedState: secrets.state,
      expectedNonce: secrets.nonce,
      pkceCodeVerifier: secrets.codeVerifier,
      idTokenExpected: true,
    })
    const claims = await readIdToken(app, settings, tokens.id_token ?? '')
    const accessToken = tokens.access_token
    const told = await tellMore(configuration, settings, { claims, accessToken })
    return { identity: identityOfClaims(settings, { ...claims, ...told, sub: claims.sub }), accessToken }
  } catch (error) {
    throw asProviderProblem(error, settings.id, 'provider_refused')
  }
}

/** Some issuers tell the address at their userinfo endpoint alone. */
async function tellMore(
  configuration: Configuration,
  settings: OidcSettings,
  { claims, accessToken }: { claims: Readonly<Record<string, unknown>> & { sub: string }; accessToken: string },
): Promise<Readonly<Record<string, unknown>>> {
  const isToldAll = claims.email !== undefined && claims[settings.emailVerifiedClaim] !== undefined
  if (isToldAll || configuration.serverMetadata().userinfo_endpoint === undefined) return {}
  // The subject must be the ID token's: section 5.3.2 of the standard.
  const told = await openIdLibrary().fetchUserInfo(configuration, accessToken, claims.sub)
  // An address and the word that it was proved come from one place: of two, each might speak of another address.
  return { ...told, email: told.email, [settings.emailVerifiedClaim]: told[settings.emailVerifiedClaim] }
}
