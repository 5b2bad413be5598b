import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from './config.ts'

const acme = { id: 'acme', name: 'Acme', issuer: 'https://id.acme.example', client_id: 'c', client_secret: 's' }
const read = (env: Record<string, string>) => {
  const { config, faults } = loadConfig(env)
  return { providers: config.social.providers, storeTokens: config.social.storeTokens, faults }
}
const faultsOf = (entry: unknown) => read({ OIDC_PROVIDERS: JSON.stringify([entry]) }).faults

test('nobody vouches for people unless the settings say so', () => {
  assert.deepEqual(read({}), { providers: [], storeTokens: false, faults: [] })
})

test('Google and GitHub need their two settings, and have their own addresses', () => {
  const { providers, faults } = read({
    GOOGLE_CLIENT_ID: 'g',
    GOOGLE_CLIENT_SECRET: 'secret',
    GITHUB_CLIENT_ID: 'h',
    GITHUB_CLIENT_SECRET: 'secret',
  })
  assert.deepEqual(faults, [])
  const [google, github] = providers
  assert.ok(google?.kind === 'oidc' && github?.kind === 'github')
  assert.deepEqual(
    [google.issuer, google.tokenInfoUrl],
    ['https://accounts.google.com', 'https://oauth2.googleapis.com/tokeninfo'],
  )
  assert.deepEqual([github.url, github.apiUrl], ['https://github.com', 'https://api.github.com'])
  for (const name of ['GOOGLE_CLIENT_ID', 'GITHUB_CLIENT_ID']) assert.equal(read({ [name]: 'x' }).faults.length, 1)
})

test('an Enterprise server has its interface beside it', () => {
  const env = { GITHUB_CLIENT_ID: 'h', GITHUB_CLIENT_SECRET: 's', GITHUB_URL: 'https://git.acme.example/' }
  const [github] = read(env).providers
  assert.ok(github?.kind === 'github')
  assert.deepEqual([github.url, github.apiUrl], ['https://git.acme.example', 'https://git.acme.example/api/v3'])
  assert.equal(read({ ...env, GITHUB_URL: 'http://git.acme.example' }).faults.length, 1)
})

test('an issuer of the list has what it does not say filled in', () => {
  const [provider] = read({ OIDC_PROVIDERS: JSON.stringify([acme]) }).providers
  assert.ok(provider?.kind === 'oidc')
  const { authMethod, scopes, algorithms, allowPrivate, emailVerifiedClaim } = provider
  assert.deepEqual(
    { authMethod, scopes, algorithms, allowPrivate, emailVerifiedClaim },
    {
      authMethod: 'client_secret_basic',
      scopes: ['openid', 'email', 'profile'],
      algorithms: ['RS256', 'ES256'],
      allowPrivate: false,
      emailVerifiedClaim: 'email_verified',
    },
  )
})

test('every fault of an entry stops the start', () => {
  const wrong: readonly [about: string, change: Record<string, unknown>][] = [
    ['an id with a slash', { id: 'a/b' }],
    ['an id in capitals', { id: 'Acme' }],
    ['plain http', { issuer: 'http://id.acme.example' }],
    ['no address', { issuer: 'acme' }],
    ['a query', { issuer: 'https://id.acme.example/?a=1' }],
    ['credentials', { issuer: 'https://u:p@id.acme.example' }],
    ['5: a template', { issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' }],
    ['5: the issuer of all tenants', { issuer: 'https://login.microsoftonline.com/common/v2.0' }],
    ['5: that of organisations', { issuer: 'https://login.microsoftonline.com/organizations/v2.0' }],
    ['no signature', { algorithms: ['none'] }],
    ['a signature by the secret', { algorithms: ['RS256', 'HS256'] }],
    ['no algorithm', { algorithms: [] }],
    ['an unknown way to prove ourselves', { auth_method: 'client_secret_jwt' }],
    ['no secret for it', { auth_method: 'client_secret_post', client_secret: undefined }],
    ['a plain endpoint', { token_endpoint: 'http://id.acme.example/token' }],
    ['a misspelt member', { client_ID: 'c' }],
    ['a number', { client_id: 7 }],
    ['texts for a list', { scopes: 'openid email' }],
    ['a word for a boolean', { allow_private: 'yes' }],
    ['no name', { name: '' }],
  ]
  for (const [about, change] of wrong) assert.equal(faultsOf({ ...acme, ...change }).length, 1, about)
  for (const text of ['{', '{}', '[1]', '"x"', 'null']) assert.equal(read({ OIDC_PROVIDERS: text }).faults.length, 1)
  const twice = read({ OIDC_PROVIDERS: JSON.stringify([acme, acme]) }).faults
  assert.ok(twice.length > 0)
  assert.deepEqual(faultsOf({ ...acme, issuer: 'http://127.0.0.1:9', allow_private: true }), [])
})

test('the secret of an entry is not told with a fault of it', () => {
  const faults = faultsOf({ ...acme, client_secret: 'hush-hush', issuer: 'nowhere', auth_method: 'x' })
  assert.equal(faults.length, 2)
  assert.ok(!faults.join(' ').includes('hush'))
})
