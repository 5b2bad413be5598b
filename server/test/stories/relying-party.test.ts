import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { keyFactor, optionsOf, passkeyLogin, register, signUpWithKey } from '../passkey.ts'
import { firstFactor } from '../second-factor.ts'
import { makeAuthenticator } from '../software-authenticator.ts'

const widened = {
  PUBLIC_URL: 'https://auth.example.com',
  FRONTEND_URL: 'https://app.example.com/account',
  WEBAUTHN_RP_ID: 'example.com',
  WEBAUTHN_ORIGINS: 'https://shop.example.com,https://example.com:8443',
}
const pages = [
  'https://auth.example.com',
  'https://app.example.com',
  'https://shop.example.com',
  'https://example.com:8443',
]
const others = [
  'https://example.com',
  'https://evil.example.com',
  'http://auth.example.com',
  'https://shop.example.com:8443',
  'https://shop.example.com.evil.example',
]

test('one key for all pages of a domain: every page that is named may ask for it, and no other', async (t) => {
  const server = await startServer(t, widened)
  const { actor: ana, key } = await signUpWithKey(server, { origin: 'https://shop.example.com' })
  const toAdd = await optionsOf(ana.client(), 'mfa/webauthn/register')
  assert.equal(toAdd.rp.id, 'example.com')
  assert.equal((await optionsOf(server.client(), 'login/passkey')).rpId, 'example.com')
  for (const origin of pages) {
    assert.equal((await passkeyLogin(server.client(), key, { origin })).status, 200, origin)
    assert.equal((await register(ana, makeAuthenticator({ origin }))).status, 201, origin)
    assert.equal((await keyFactor(server.client(), await firstFactor(ana), key, { origin })).status, 200, origin)
  }
  for (const origin of others) {
    assert.equal((await passkeyLogin(server.client(), key, { origin })).status, 401, origin)
    assert.equal((await register(ana, makeAuthenticator({ origin }))).status, 400, origin)
  }
  const ticket = await firstFactor(ana)
  for (const origin of others.slice(0, 3)) {
    assert.equal((await keyFactor(server.client(), ticket, key, { origin })).status, 400, origin)
  }
})

test('a key of the host alone is none of the domain above it', async (t) => {
  const server = await startServer(t, widened)
  const [page] = pages
  const ana = await signUp(server)
  const key = makeAuthenticator({ origin: page ?? '' })
  assert.equal((await register(ana, key, { rpId: 'auth.example.com' })).status, 400)
  assert.equal((await register(ana, key)).status, 201)
  assert.equal((await passkeyLogin(server.client(), key, { rpId: 'auth.example.com' })).status, 401)
})
