import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose'
import Provider, { type ClientMetadata, type Configuration } from 'oidc-provider'
import { adapterOver, type IssuerStore } from './issuer-store.ts'
import { readBody } from './listen.ts'

/** What an account says of its owner; values of any type, since issuers differ. `sub` is the account's own. */
export type Claims = Record<string, unknown>

export type SigningKey = {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  /** The private key as the provider takes it. */
  readonly jwk: JWK
}

export type ProviderParts = {
  readonly issuer: string
  readonly store: IssuerStore
  readonly accounts: ReadonlyMap<string, Claims>
  readonly clients: readonly ClientMetadata[]
  readonly key: SigningKey
  /** Whether the claims stand in the ID token too, as with Google; else at the userinfo endpoint only. */
  readonly claimsInIdToken: boolean
}

const hour = 3600

export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = randomUUID()
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' } }
}

/** The certified `oidc-provider`, over our own store, with its pages taken out. */
export function makeProvider(parts: ProviderParts): Provider {
  const { issuer, store, clients, key, accounts, claimsInIdToken } = parts
  const configuration: Configuration = {
    adapter: (kind: string) => adapterOver(store, kind),
    clients: [...clients],
    jwks: { keys: [key.jwk] },
    cookies: { keys: ['a key for the cookies of a stand-in'] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'picture', 'preferred_username', 'locale'],
    },
    conformIdTokenClaims: !claimsInIdToken,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    pkce: { required: () => true },
    scopes: ['openid', 'email', 'profile'],
    routes: { authorization: '/auth', jwks: '/jwks', token: '/token', userinfo: '/userinfo' },
    ttl: { AccessToken: hour, AuthorizationCode: 60, Grant: hour, IdToken: hour, Interaction: hour, Session: hour },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, accountId) => {
      const claims = accounts.get(accountId)
      return claims && { accountId, claims: () => ({ ...claims, sub: accountId }) }
    },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: String(oidc.client?.clientId),
        accountId: String(oidc.session?.accountId),
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  }
  return new Provider(issuer, configuration)
}

const signInPage = `<!doctype html><title>Another service</title><link rel="icon" href="data:,">
<form method="post"><label>Who are you? <input name="account"></label><button>Continue</button></form>
<form method="post"><button name="deny" value="1">No, thank you</button></form>`

/** The page on which a person signs in: any answer to GET, and to POST what the person chose. */
export async function answerInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/html' }).end(signInPage)
    return
  }
  const form = new URLSearchParams(await readBody(request))
  const denied = { error: 'access_denied', error_description: 'The person said no.' }
  const result = form.has('deny') ? denied : { login: { accountId: form.get('account') ?? '' } }
  await provider.interactionFinished(request, response, result)
}
