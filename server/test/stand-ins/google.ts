import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { type JWTPayload, jwtVerify } from 'jose'
import type { Json } from './issuer-front.ts'
import { readBody, sendJson } from './listen.ts'
import { type Issuer, startIssuer } from './oidc-issuer.ts'

/**
 * Google's part of OpenID Connect: an issuer whose ID tokens hold the claims, and `/tokeninfo`, which tells of an
 * access token or an ID token by GET or POST. All its values are texts, `email_verified` too
 * (developers.google.com/identity/sign-in/web/backend-auth).
 */
export function startGoogle(t: TestContext, redirectUris: readonly string[]): Promise<Issuer> {
  return startIssuer(t, { redirectUris, claimsInIdToken: true }, { '/tokeninfo': answerTokenInfo })
}

async function answerTokenInfo(issuer: Issuer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const given = new URL(request.url ?? '/', issuer.url).searchParams
  const form = new URLSearchParams(await readBody(request))
  const find = (name: string) => form.get(name) ?? given.get(name)
  const [accessToken, idToken] = [find('access_token'), find('id_token')]
  const told =
    accessToken === null ? await tellIdToken(issuer, idToken ?? '') : await tellAccessToken(issuer, accessToken)
  if (told) sendJson(response, 200, told)
  else sendJson(response, 400, { error: 'invalid_token', error_description: 'Invalid Value' })
}

async function tellAccessToken(issuer: Issuer, value: string): Promise<Json | undefined> {
  const token = await issuer.inside().provider.AccessToken.find(value)
  if (token?.isExpired !== false) return undefined
  const { email, email_verified } = issuer.accounts.get(token.accountId) ?? {}
  const verified = email === undefined ? {} : { email, email_verified: String(email_verified) }
  const { clientId, accountId, scope, exp = 0, remainingTTL } = token
  const rest = { scope, exp: String(exp), expires_in: String(remainingTTL), access_type: 'online' }
  return { azp: clientId, aud: clientId, sub: accountId, ...rest, ...verified }
}

async function tellIdToken(issuer: Issuer, token: string): Promise<Json | undefined> {
  const { payload } = await jwtVerify(token, issuer.inside().key.publicKey).catch(() => ({ payload: undefined }))
  return payload && asTexts(payload)
}

function asTexts(claims: JWTPayload): Json {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, String(value)]))
}
