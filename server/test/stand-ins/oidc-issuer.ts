import type { IncomingMessage, ServerResponse } from 'node:http'
import { decodeJwt, type JWTPayload } from 'jose'
import type { ClientAuthMethod, ClientMetadata, default as Provider } from 'oidc-provider'
import { type Forgery, signClaims } from './id-token-forgery.ts'
import { type Front, makeFront, pathOf } from './issuer-front.ts'
import { answerInteraction, type Claims, makeProvider, makeSigningKey, type SigningKey } from './issuer-provider.ts'
import type { IssuerStore } from './issuer-store.ts'
import { type Ending, listenOnLoopback } from './listen.ts'

export type IssuerOptions = {
  /** Where it may send people back to. */
  readonly redirectUris: readonly string[]
  /** Whether the claims stand in the ID token too, as with Google; false for the userinfo endpoint only. */
  readonly claimsInIdToken?: boolean
}

export type OutsideClient = { readonly id: string; readonly secret: string }

/** An issuer of OpenID Connect on loopback, and what a test can have it do. */
export type Issuer = Front & {
  /** `http://127.0.0.1:<port>`, byte for byte the issuer of its tokens. */
  readonly url: string
  /** Our client; it proves itself by HTTP Basic authentication. */
  readonly client: OutsideClient
  /** Our client where the secret goes in the form. */
  readonly formClient: OutsideClient
  /** Somebody else's client at the same issuer. */
  readonly otherClient: OutsideClient
  /** Its people: claims by subject. */
  readonly accounts: Map<string, Claims>
  /** How the ID tokens of the redirect flow are forged; undefined for honest ones. */
  forgery: Forgery | undefined
  /** Signs with a new key from now on; the old one is gone from the key set. Open codes stay good. */
  readonly rotateKeys: () => Promise<void>
  /** An ID token as an app gets it that has a client of its own here, good for an hour. */
  readonly idTokenOf: (subject: string, client: OutsideClient, forgery?: Forgery) => Promise<string>
  /** An access token as an app gets it that has a client of its own here. */
  readonly accessTokenOf: (subject: string, client: OutsideClient) => Promise<string>
  /** The provider and the key behind, for stand-ins that add to it. */
  readonly inside: () => { readonly provider: Provider; readonly key: SigningKey }
}

/** Endpoints by path that a stand-in adds. */
export type MoreEndpoints = Record<
  string,
  (issuer: Issuer, request: IncomingMessage, response: ServerResponse) => Promise<void>
>

const client = clientOf('ours', 'client_secret_basic')
const formClient = clientOf('ours-by-form', 'client_secret_post')
const otherClient = clientOf('other', 'client_secret_post')
const clients = [client, formClient, otherClient]

/**
 * Starts the certified `oidc-provider` behind a front that can misbehave, until the test ends. Clients must use PKCE;
 * people sign in with `signInAt`.
 */
export async function startIssuer(
  t: Ending,
  { redirectUris, claimsInIdToken = true }: IssuerOptions,
  more: MoreEndpoints = {},
): Promise<Issuer> {
  const store: IssuerStore = new Map()
  const accounts = new Map<string, Claims>()
  const inner = await listenOnLoopback(t, async (request, response) => {
    const path = pathOf(request)
    if (more[path]) await more[path](issuer, request, response)
    else if (path.startsWith('/interaction/')) await answerInteraction(now.provider, request, response)
    else await now.provider.callback()(request, response)
  })
  const front: Front = { asked: [], faults: new Map(), rewrites: new Map(), changeCallback: undefined }
  const url = await listenOnLoopback(t, (request, response) => void answer(request, response))
  const turnOn = async () => {
    const key = await makeSigningKey()
    const registered = clients.map((one) => register(one, redirectUris))
    const provider = makeProvider({ issuer: url, store, accounts, clients: registered, key, claimsInIdToken })
    return { key, provider }
  }
  let now = await turnOn()
  const sign = (claims: JWTPayload, to: OutsideClient, { change, signature = 'right' }: Forgery) => {
    change?.(claims)
    return signClaims(claims, signature, { key: now.key, clientSecret: to.secret })
  }
  const issuer: Issuer = Object.assign(front, {
    ...{ url, client, formClient, otherClient, accounts, forgery: undefined },
    inside: () => now,
    rotateKeys: async () => {
      now = await turnOn()
    },
    idTokenOf: (subject: string, to: OutsideClient, forgery: Forgery = {}) =>
      sign(claimsFor({ ...accounts.get(subject), sub: subject }, url, to), to, forgery),
    accessTokenOf: (subject: string, to: OutsideClient) => issueAccessToken(now.provider, subject, to),
  })
  const answer = makeFront(issuer, inner, async (idToken) => {
    const claims = decodeJwt(idToken)
    const to = clients.find(({ id }) => id === claims.aud) ?? client
    return issuer.forgery ? sign(claims, to, issuer.forgery) : idToken
  })
  return issuer
}

function clientOf(id: string, method: ClientAuthMethod): OutsideClient & { method: ClientAuthMethod } {
  return { id, method, secret: `the secret of ${id}, which is long enough for HMAC` }
}

function register(
  { id, secret, method }: ReturnType<typeof clientOf>,
  redirectUris: readonly string[],
): ClientMetadata {
  return {
    client_id: id,
    client_secret: secret,
    redirect_uris: [...redirectUris],
    token_endpoint_auth_method: method,
  }
}

function claimsFor(claims: Claims, issuer: string, { id }: OutsideClient): JWTPayload {
  const seconds = Math.floor(Date.now() / 1000)
  return { ...claims, iss: issuer, aud: id, azp: id, iat: seconds, exp: seconds + 3600 }
}

async function issueAccessToken(provider: Provider, subject: string, { id }: OutsideClient): Promise<string> {
  const registered = await provider.Client.find(id)
  if (!registered) throw new TypeError(`no client ${id}`)
  const grant = new provider.Grant({ clientId: id, accountId: subject })
  grant.addOIDCScope('openid email profile')
  const grantId = await grant.save()
  const scope = 'openid email profile'
  return new provider.AccessToken({
    client: registered,
    accountId: subject,
    grantId,
    scope,
    gty: 'authorization_code',
  }).save()
}
