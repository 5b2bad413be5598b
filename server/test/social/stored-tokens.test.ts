import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { App } from '../../src/platform/app.ts'
import { resealTokens } from '../../src/social/reseal-tokens.ts'
import { startServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { openBrowser, startSocial } from '../social-browser.ts'

const eve = { email: 'eve@example.com', email_verified: true, name: 'Eve Adams' }

async function storedIn(app: App): Promise<string | null> {
  const [row] = await app.db.selectFrom('social_identity').select(['id', 'sealed_tokens as sealed']).execute()
  assert.ok(row)
  return row.sealed === null ? null : app.sealer.open('provider-token', row.sealed, row.id).toString()
}

test('the token of a service is kept only when the settings say so, and then sealed', async (t) => {
  const { server, issuer } = await startSocial(t, { eve }, { env: { SOCIAL_STORE_TOKENS: 'True' } })
  assert.equal((await openBrowser(server).signIn('acme', 'eve')).status, 200)
  const first = await storedIn(server.app)
  assert.match(first ?? '', /^[\w-]{20,}$/)
  assert.equal((await openBrowser(server).signIn('acme', 'eve')).status, 200)
  const second = await storedIn(server.app)
  assert.notEqual(second, first, 'the newest')
  const body = { provider: 'acme', id_token: await issuer.idTokenOf('eve', issuer.client) }
  assert.equal((await server.client().post('/api/auth/social-login/', body)).status, 200)
  assert.equal(await storedIn(server.app), second, 'an ID token brings none')
  const forgetful = await startSocial(t, { eve })
  assert.equal((await openBrowser(forgetful.server).signIn('acme', 'eve')).status, 200)
  assert.equal(await storedIn(forgetful.server.app), null)
})

test('kept tokens are sealed anew under a new key', async (t) => {
  const { server } = await startSocial(t, { eve }, { env: { SOCIAL_STORE_TOKENS: 'True' } })
  assert.equal((await openBrowser(server).signIn('acme', 'eve')).status, 200)
  const token = await storedIn(server.app)
  const { SECRET_KEY: old = '', ...stores } = storesOf(server)
  const keys = { SECRET_KEY: 'another secret key that is for tests as well', SECRET_KEY_FALLBACKS: old }
  const { app } = await startServer(t, { ...stores, ...keys })
  assert.deepEqual(await resealTokens(app), { resealed: 1, unreadable: 0 })
  assert.deepEqual(await resealTokens(app), { resealed: 0, unreadable: 0 })
  assert.equal(await storedIn(app), token)
})
