import { secret } from '../base/secret.ts'
import type { SettingsReader } from './settings-reader.ts'
import type { ClientAuthMethod, OidcSettings } from './social-settings.ts'

/** One issuer as an operator writes it, in the words of OpenID Connect. */
export type OidcEntry = {
  id: string
  name: string
  issuer: string
  client_id: string
  client_secret?: string
  auth_method?: string
  scopes?: string[]
  algorithms?: string[]
  authorization_endpoint?: string
  token_endpoint?: string
  userinfo_endpoint?: string
  jwks_uri?: string
  email_verified_claim?: string
  allow_private?: boolean
}

const setting = 'OIDC_PROVIDERS'
const required = ['id', 'name', 'issuer', 'client_id'] as const
const texts = [
  ...required,
  ...(['client_secret', 'auth_method', 'email_verified_claim'] as const),
  ...(['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const),
]
const lists = ['scopes', 'algorithms'] as const
const members: ReadonlySet<string> = new Set([...texts, ...lists, 'allow_private'])

const authMethods: readonly ClientAuthMethod[] = ['client_secret_basic', 'client_secret_post', 'none']

/** By a key that only the issuer has: a signature by the client's secret, or none at all, proves nothing to us. */
const asymmetric = new Set(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])

/** Reads `OIDC_PROVIDERS`, a JSON list; every fault is told. */
export function readEntries(read: SettingsReader): OidcSettings[] {
  const text = read.optional(setting)
  if (text === undefined) return []
  const list = parseList(text)
  if (list === undefined) {
    read.fault(`${setting} must be a JSON list of objects.`)
    return []
  }
  return list.flatMap((given) => {
    const entry = checkEntry(read, given)
    return entry === undefined ? [] : [oidcProvider(read, setting, entry)]
  })
}

/** The settings of one issuer, with what it leaves out filled in and what must not be told. */
export function oidcProvider(read: SettingsReader, where: string, entry: OidcEntry): OidcSettings {
  const { id, issuer } = entry
  const allowPrivate = entry.allow_private ?? false
  const fault = (sentence: string): void => read.fault(`${where}: ${id} ${sentence}`)
  const algorithms = entry.algorithms ?? ['RS256', 'ES256']
  const authMethod = entry.auth_method ?? (entry.client_secret === undefined ? 'none' : 'client_secret_basic')
  const endpoints = {
    authorization: entry.authorization_endpoint,
    token: entry.token_endpoint,
    userinfo: entry.userinfo_endpoint,
    jwks: entry.jwks_uri,
  }
  if (!/^[a-z][a-z0-9-]{0,29}$/.test(id)) fault('has an id that is not small letters, digits and hyphens.')
  if (!isIssuer(issuer, allowPrivate)) fault(`has the issuer "${issuer}", which is not a plain https address.`)
  if (isShared(issuer)) fault('has an issuer that stands for many: name the one of your own tenant.')
  for (const [name, url] of Object.entries(endpoints)) {
    if (url !== undefined && !isAddress(url, allowPrivate)) fault(`has a wrong ${name} address.`)
  }
  if (!authMethods.some((method) => method === authMethod)) fault(`has the unknown auth_method "${authMethod}".`)
  if (authMethod !== 'none' && !entry.client_secret) fault('needs a client_secret.')
  if (algorithms.length === 0 || !algorithms.every((name) => asymmetric.has(name))) {
    fault(`may only take signatures by ${[...asymmetric].join(', ')}.`)
  }
  return {
    kind: 'oidc',
    id,
    name: entry.name,
    issuer,
    clientId: entry.client_id,
    clientSecret: entry.client_secret === undefined ? undefined : secret(entry.client_secret),
    authMethod: authMethod as ClientAuthMethod,
    scopes: [...new Set(['openid', ...(entry.scopes ?? ['email', 'profile'])])],
    algorithms,
    endpoints,
    allowPrivate,
    tokenInfoUrl: undefined,
    emailVerifiedClaim: entry.email_verified_claim ?? 'email_verified',
  }
}

function parseList(text: string): Record<string, unknown>[] | undefined {
  try {
    const list: unknown = JSON.parse(text)
    const isObject = (item: unknown) => typeof item === 'object' && item !== null && !Array.isArray(item)
    return Array.isArray(list) && list.every(isObject) ? list : undefined
  } catch {
    return undefined
  }
}

function checkEntry(read: SettingsReader, given: Record<string, unknown>): OidcEntry | undefined {
  const name = typeof given.id === 'string' ? given.id : 'an entry without id'
  const isList = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string')
  const faults = [
    ...required.filter((key) => !given[key]).map((key) => `needs ${key}.`),
    ...texts.filter((key) => !['string', 'undefined'].includes(typeof given[key])).map((key) => `has a wrong ${key}.`),
    ...lists.filter((key) => given[key] !== undefined && !isList(given[key])).map((key) => `has a wrong ${key}.`),
    ...(['boolean', 'undefined'].includes(typeof given.allow_private) ? [] : ['has a wrong allow_private.']),
    ...Object.keys(given)
      .filter((key) => !members.has(key))
      .map((key) => `has the unknown member "${key}".`),
  ]
  for (const fault of faults) read.fault(`${setting}: ${name} ${fault}`)
  return faults.length === 0 ? (given as OidcEntry) : undefined
}

/** OpenID Connect Discovery 1.0, section 2: https, no query, no fragment. */
function isIssuer(text: string, allowPrivate: boolean): boolean {
  return isAddress(text, allowPrivate) && !/[?#{}]/.test(text)
}

function isAddress(text: string, allowPrivate: boolean): boolean {
  const url = URL.parse(text)
  if (!url || url.username || url.password || url.hash) return false
  return url.protocol === 'https:' || (allowPrivate && url.protocol === 'http:')
}

/** Behind these stands no issuer of its own but every customer's, each of whom can claim any address. */
function isShared(issuer: string): boolean {
  return /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)(\/|$)/i.test(issuer)
}
