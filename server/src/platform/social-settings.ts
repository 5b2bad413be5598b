import type { Secret } from '../base/secret.ts'

/** What is known of every service whose people may sign in here. */
type CommonSettings = {
  /** Our word for it, part of the addresses of its routes: small letters, digits and hyphens. */
  readonly id: string
  /** What people call it. */
  readonly name: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** Whether its endpoints may lie at private or local addresses, and be plain http. */
  readonly allowPrivate: boolean
}

/** GitHub and GitHub Enterprise: OAuth 2 and an interface of its own. */
export type GithubSettings = CommonSettings & {
  readonly kind: 'github'
  readonly clientSecret: Secret
  /** Where people sign in, `https://github.com`; also the issuer of its identities. No final slash. */
  readonly url: string
  /** `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise server. No final slash. */
  readonly apiUrl: string
}

/** How we prove to an issuer that we are its client. */
export type ClientAuthMethod = 'client_secret_basic' | 'client_secret_post' | 'none'

/** Any issuer of OpenID Connect. */
export type OidcSettings = CommonSettings & {
  readonly kind: 'oidc'
  /** As it stands in its ID tokens, byte for byte. */
  readonly issuer: string
  readonly clientSecret: Secret | undefined
  readonly authMethod: ClientAuthMethod
  /** The only signatures taken; never `none`, never one by a shared secret. */
  readonly algorithms: readonly string[]
  /** Addresses that stand instead of the discovered ones. */
  readonly endpoints: OidcEndpoints
  /** Google's: tells to whom an access token was issued. */
  readonly tokenInfoUrl: string | undefined
  /** The claim that says whether the address was proved; the boolean `true` counts and nothing else. */
  readonly emailVerifiedClaim: string
}

export type OidcEndpoints = {
  readonly authorization: string | undefined
  readonly token: string | undefined
  readonly userinfo: string | undefined
  readonly jwks: string | undefined
}

export type ProviderSettings = GithubSettings | OidcSettings

export type SocialSettings = {
  readonly providers: readonly ProviderSettings[]
  /** Whether the provider's tokens are kept, sealed. */
  readonly storeTokens: boolean
}
