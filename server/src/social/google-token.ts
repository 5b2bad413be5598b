import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { fetchOutside, jsonOf } from '../platform/outbound.ts'
import type { OidcSettings } from '../platform/social-settings.ts'
import { discoverIssuer } from './discover-issuer.ts'
import { identityOfClaims } from './identity-of-claims.ts'
import { openIdLibrary } from './openid-library.ts'
import type { OutsideIdentity } from './outside-identity.ts'
import { asProviderProblem } from './provider-faults.ts'

/**
 * Whose Google access token it is, if it was issued to our client: any other app's would open every account of whoever
 * uses that app. The token travels in a form and in a header, never in an address.
 * @throws Problem `provider_refused`, `provider_unavailable`
 */
export async function identityOfGoogleToken(
  app: App,
  settings: OidcSettings & { tokenInfoUrl: string },
  accessToken: string,
): Promise<OutsideIdentity> {
  try {
    const subject = await subjectOfOurs(settings, accessToken)
    const configuration = await discoverIssuer(app, settings)
    const claims = await openIdLibrary().fetchUserInfo(configuration, accessToken, subject)
    return identityOfClaims(settings, claims)
  } catch (error) {
    throw asProviderProblem(error, settings.id, 'provider_refused')
  }
}

async function subjectOfOurs(
  { id, clientId, tokenInfoUrl, allowPrivate }: OidcSettings & { tokenInfoUrl: string },
  accessToken: string,
): Promise<string> {
  const answer = await fetchOutside(tokenInfoUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
    body: new URLSearchParams({ access_token: accessToken }).toString(),
    allowPrivate,
  })
  if (answer.status >= 500) throw new Problem('provider_unavailable', { note: `${id}: tokeninfo ${answer.status}` })
  if (answer.status !== 200) throw new Problem('provider_refused', { note: `${id}: tokeninfo ${answer.status}` })
  const { aud, sub } = jsonOf(answer) as { aud?: unknown; sub?: unknown }
  if (aud !== clientId || typeof sub !== 'string') {
    throw new Problem('provider_refused', { note: `${id}: the token was issued to another client` })
  }
  return sub
}
