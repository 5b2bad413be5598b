import type { App } from '../platform/app.ts'
import type { GithubSettings } from '../platform/social-settings.ts'
import { accountNumberOf, fieldsOf, provenAddressOf, textOf } from './github-answers.ts'
import { askGithub, refused, unavailable } from './github-calls.ts'
import type { OutsideIdentity } from './outside-identity.ts'

export type GithubProof = { readonly identity: OutsideIdentity; readonly accessToken: string }

/** Errors of the exchange that are of our making, and not of the person's: only the operator can mend them. */
const ours = new Set(['incorrect_client_credentials', 'redirect_uri_mismatch', 'application_suspended'])

/** Visible ASCII, as it goes into a header. */
const tokenForm = /^[\x21-\x7e]{1,1000}$/

/**
 * Where somebody is sent to sign in at GitHub.
 * @param flow `state` and the S256 challenge of a verifier that only we know (RFC 7636), and where to come back to
 */
export function githubAuthorizeUrl(
  { url, clientId, scopes }: GithubSettings,
  flow: { state: string; codeChallenge: string; redirectUri: string },
): URL {
  const address = new URL(`${url}/login/oauth/authorize`)
  const { state, codeChallenge, redirectUri } = flow
  address.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
  }).toString()
  return address
}

/**
 * Redeems the code that somebody came back with, and asks who they are.
 * @param back `iss` as it stood in the address they came back to, if it did: GitHub names itself there (RFC 9207)
 * @throws Problem `provider_refused` for a code that is not good or not GitHub's; `provider_unavailable` when GitHub
 *   does not answer as it should, or does not take us for the client we are set up as
 */
export async function exchangeGithubCode(
  app: Pick<App, 'now'>,
  settings: GithubSettings,
  back: { code: string; codeVerifier: string; redirectUri: string; iss?: string | undefined },
): Promise<GithubProof> {
  if (back.iss !== undefined && back.iss !== `${settings.url}/login/oauth`) {
    throw refused(settings, 'the code is of another issuer')
  }
  const { status, json } = await askGithub(app, settings, `${settings.url}/login/oauth/access_token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: settings.clientId,
      client_secret: settings.clientSecret.reveal(),
      code: back.code,
      redirect_uri: back.redirectUri,
      code_verifier: back.codeVerifier,
    }).toString(),
  })
  const { error, access_token: accessToken, token_type: type } = fieldsOf(json)
  // Errors come with status 200.
  if (typeof error === 'string') throw refusedExchange(settings, error)
  const isToken = typeof accessToken === 'string' && tokenForm.test(accessToken)
  if (status !== 200 || !isToken || String(type).toLowerCase() !== 'bearer') {
    throw unavailable(settings, `it answered ${status} without a token to a code`)
  }
  return { identity: await whoIs(app, settings, accessToken), accessToken }
}

function refusedExchange(settings: GithubSettings, error: string) {
  const word = /^[a-z_]{1,50}$/.test(error) ? error : 'an unknown error'
  const why = `it answered the code with ${word}`
  return ours.has(error) ? unavailable(settings, why) : refused(settings, why)
}

/**
 * Who the owner of an access token is, once GitHub has said that the token was issued to our client: a token of
 * another app, whose maker may be anybody, opens nothing here.
 * @throws Problem `provider_refused` for any other token; `provider_unavailable` as `exchangeGithubCode`
 */
export async function identityOfGithubToken(
  app: Pick<App, 'now'>,
  settings: GithubSettings,
  accessToken: string,
): Promise<OutsideIdentity> {
  if (!tokenForm.test(accessToken)) throw refused(settings, 'the token is not of the form of one')
  await requireOurToken(app, settings, accessToken)
  return whoIs(app, settings, accessToken)
}

/** "Check a token" (docs.github.com: REST endpoints for OAuth authorizations). */
async function requireOurToken(app: Pick<App, 'now'>, settings: GithubSettings, accessToken: string): Promise<void> {
  const { apiUrl, clientId, clientSecret } = settings
  const credentials = Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64')
  const { status, json } = await askGithub(
    app,
    settings,
    `${apiUrl}/applications/${encodeURIComponent(clientId)}/token`,
    {
      method: 'POST',
      headers: { Authorization: `Basic ${credentials}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ access_token: accessToken }),
    },
  )
  if (status === 404 || status === 422) throw refused(settings, 'the token is not one of our client')
  if (status !== 200) throw unavailable(settings, `it answered ${status} to the check of a token`)
  if (fieldsOf(fieldsOf(json).app).client_id !== clientId) throw refused(settings, 'the token is of another client')
}

async function whoIs(app: Pick<App, 'now'>, settings: GithubSettings, accessToken: string): Promise<OutsideIdentity> {
  const question = { headers: { Authorization: `Bearer ${accessToken}` } }
  const [user, email] = await Promise.all([
    askGithub(app, settings, `${settings.apiUrl}/user`, question),
    askAddress(app, settings, question),
  ])
  if (user.status === 401 || user.status === 403) throw refused(settings, `it answered ${user.status} to the token`)
  const { id, name, login, avatar_url: picture } = fieldsOf(user.json)
  const subject = accountNumberOf(id)
  if (user.status !== 200 || subject === undefined) {
    throw unavailable(settings, `it answered ${user.status} and no account to the token`)
  }
  return {
    provider: settings.id,
    issuer: settings.url,
    subject,
    email,
    emailVerified: email !== undefined,
    name: textOf(name, 200),
    picture: textOf(picture, 500),
    username: textOf(login, 200),
  }
}

/** Without the scope `user:email` GitHub answers 404 or 403; of a token that is not good, `/user` tells. */
async function askAddress(
  app: Pick<App, 'now'>,
  settings: GithubSettings,
  question: { headers: Record<string, string> },
): Promise<string | undefined> {
  const { status, json } = await askGithub(app, settings, `${settings.apiUrl}/user/emails?per_page=100`, question)
  if ([401, 403, 404].includes(status)) return undefined
  if (status === 200 && Array.isArray(json)) return provenAddressOf(json)
  throw unavailable(settings, `it answered ${status} and no list of addresses`)
}
