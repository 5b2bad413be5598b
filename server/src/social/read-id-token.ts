import type { JWTPayload } from 'jose'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import type { OidcSettings } from '../platform/social-settings.ts'
import { skewSeconds } from './discover-issuer.ts'
import { verifyByIssuer } from './issuer-keys.ts'

export type IdClaims = JWTPayload & { readonly sub: string; readonly exp: number }

/** A token of any honest issuer is a fraction of this. */
const longestToken = 8192

/**
 * Checks an ID token to the last rule of OpenID Connect Core 1.0, section 3.1.3.7: signed by the issuer in a way we
 * take, meant for our client, in its time.
 * @throws Problem `provider_refused`, `provider_unavailable`
 */
export async function readIdToken(app: App, settings: OidcSettings, token: string): Promise<IdClaims> {
  const { id, issuer, clientId, algorithms } = settings
  const refuse = (note: string): Problem => new Problem('provider_refused', { note: `${id}: ${note}` })
  if (token.length > longestToken || token.split('.').length !== 3) throw refuse('no compact JWS')
  const claims = await verifyByIssuer(app, settings, token, {
    issuer,
    audience: clientId,
    algorithms: [...algorithms],
    requiredClaims: ['sub', 'exp', 'iat'],
    clockTolerance: skewSeconds,
    currentDate: app.now(),
  })
  const { sub, exp, iat, aud, azp } = claims
  const now = app.now().getTime() / 1000
  if (typeof sub !== 'string' || sub === '' || sub.length > 255) throw refuse('sub is no subject')
  if (typeof exp !== 'number' || typeof iat !== 'number') throw refuse('exp or iat is no time')
  if (iat > now + skewSeconds) throw refuse('it was issued in the future')
  // A token for several audiences is ours only when it was issued to us.
  if (Array.isArray(aud) && aud.length > 1 && azp !== clientId) throw refuse('it was issued to another client')
  return { ...claims, sub, exp }
}
