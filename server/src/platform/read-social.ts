import { secret } from '../base/secret.ts'
import { type OidcEntry, oidcProvider, readEntries } from './read-oidc-providers.ts'
import type { SettingsReader } from './settings-reader.ts'
import type { GithubSettings, OidcSettings, ProviderSettings, SocialSettings } from './social-settings.ts'

/** Reads who may vouch for people: Google and GitHub by settings of their own, all others from one JSON list. */
export function readSocial(read: SettingsReader): SocialSettings {
  const known = [readGoogle(read), readGithub(read)].filter((provider) => provider !== undefined)
  const others = readEntries(read)
  const providers: ProviderSettings[] = [...known, ...others]
  for (const { id } of providers) {
    if (providers.filter((other) => other.id === id).length > 1) {
      read.fault(`OIDC_PROVIDERS holds "${id}", a name that is taken.`)
    }
  }
  return { providers, storeTokens: read.flag('SOCIAL_STORE_TOKENS', false) }
}

/** Google's ways that OpenID Connect has no words for, and its addresses, so that another server can stand in. */
function readGoogle(read: SettingsReader): OidcSettings | undefined {
  const clientId = read.optional('GOOGLE_CLIENT_ID')
  const clientSecret = read.optional('GOOGLE_CLIENT_SECRET')
  const issuer = read.origin('GOOGLE_ISSUER', 'https://accounts.google.com')
  const tokenInfoUrl = read.origin('GOOGLE_TOKENINFO_URL', 'https://oauth2.googleapis.com/tokeninfo')
  const allowPrivate = read.flag('GOOGLE_ALLOW_PRIVATE', false)
  if (clientId === undefined) return undefined
  if (clientSecret === undefined) {
    read.fault('GOOGLE_CLIENT_ID needs GOOGLE_CLIENT_SECRET beside it.')
    return undefined
  }
  const entry: OidcEntry = {
    id: 'google',
    name: 'Google',
    issuer,
    client_id: clientId,
    client_secret: clientSecret,
    allow_private: allowPrivate,
  }
  return { ...oidcProvider(read, 'GOOGLE_ISSUER', entry), tokenInfoUrl }
}

function readGithub(read: SettingsReader): GithubSettings | undefined {
  const clientId = read.optional('GITHUB_CLIENT_ID')
  const clientSecret = read.optional('GITHUB_CLIENT_SECRET')
  const url = read.origin('GITHUB_URL', 'https://github.com')
  const isPublic = url === 'https://github.com'
  const apiUrl = read.origin('GITHUB_API_URL', isPublic ? 'https://api.github.com' : `${url}/api/v3`)
  const allowPrivate = read.flag('GITHUB_ALLOW_PRIVATE', false)
  if (clientId === undefined) return undefined
  if (clientSecret === undefined) read.fault('GITHUB_CLIENT_ID needs GITHUB_CLIENT_SECRET beside it.')
  if (!allowPrivate && ![url, apiUrl].every((address) => address.startsWith('https:'))) {
    read.fault('GITHUB_URL and GITHUB_API_URL must be https; GITHUB_ALLOW_PRIVATE=True lets a local stand-in be http.')
  }
  return {
    kind: 'github',
    id: 'github',
    name: 'GitHub',
    clientId,
    clientSecret: secret(clientSecret ?? ''),
    url,
    apiUrl,
    scopes: ['read:user', 'user:email'],
    allowPrivate,
  }
}
