import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { openBrowser, type Social, startSocial } from '../social-browser.ts'
import type { Forgery } from '../stand-ins/id-token-forgery.ts'
import { type Choice, signInAt } from '../stand-ins/sign-in-at.ts'

const eve = { email: 'eve@example.com', email_verified: true, name: 'Eve' }

/** How many failures were looked at before: the record is never deleted. */
const seen = new WeakMap<Social, number>()

/** Nothing came of it but a record of the failure. */
async function assertNothing(social: Social, reason: string): Promise<void> {
  const { db } = social.server.app
  for (const table of ['account', 'session', 'social_identity', 'social_code', 'social_flow'] as const) {
    assert.deepEqual(await db.selectFrom(table).selectAll().execute(), [], table)
  }
  const events = await db.selectFrom('audit_event').select(['name', 'facts']).orderBy('at').execute()
  const told = events.map(({ name, facts }) => [name, facts.provider, facts.reason])
  assert.deepEqual(told.slice(seen.get(social) ?? 0), [['social.failed', 'acme', reason]])
  seen.set(social, told.length)
}

async function failsWith(social: Social, error: string, choice: Choice = 'eve'): Promise<void> {
  const page = await openBrowser(social.server).visit('acme', choice, { redirect_to: '/after' })
  assert.equal(page.href, `http://localhost:8000/after?error=${error}&provider=acme`)
  await assertNothing(social, error)
}

test('somebody who says no at the other service comes back and is nobody', async (t) => {
  const social = await startSocial(t, { eve })
  await failsWith(social, 'access_denied', 'deny')
})

const seconds = () => Math.floor(Date.now() / 1000)

const forgeries: readonly [about: string, forgery: Forgery][] = [
  ['a signature by another key', { signature: 'foreign' }],
  ['a broken signature', { signature: 'broken' }],
  ['no signature', { signature: 'none' }],
  ['a signature by the secret of the client', { signature: 'hmac' }],
  ['another issuer', { change: (claims) => Object.assign(claims, { iss: 'https://issuer.example.com' }) }],
  ['no issuer', { change: (claims) => delete claims.iss }],
  ['another audience', { change: (claims) => Object.assign(claims, { aud: 'other' }) }],
  ['no audience', { change: (claims) => delete claims.aud }],
  [
    'several audiences, issued to another',
    { change: (claims) => Object.assign(claims, { aud: ['ours', 'other'], azp: 'other' }) },
  ],
  ['another nonce', { change: (claims) => Object.assign(claims, { nonce: 'another' }) }],
  ['no nonce', { change: (claims) => delete claims.nonce }],
  ['an end in the past', { change: (claims) => Object.assign(claims, { exp: seconds() - 70 }) }],
  ['no end', { change: (claims) => delete claims.exp }],
  ['a beginning in the future', { change: (claims) => Object.assign(claims, { iat: seconds() + 70 }) }],
  ['no beginning', { change: (claims) => delete claims.iat }],
  ['a subject that is none', { change: (claims) => Object.assign(claims, { sub: '' }) }],
  ['no subject', { change: (claims) => delete claims.sub }],
]

test('attacks 5, 6 and 7: an ID token with whatever is wrong opens nothing', async (t) => {
  const social = await startSocial(t, { eve })
  for (const [about, forgery] of forgeries) {
    await t.test(about, async () => {
      social.issuer.forgery = forgery
      await failsWith(social, 'provider_refused')
    })
  }
  social.issuer.forgery = { change: (claims) => Object.assign(claims, { exp: seconds() - 30, iat: seconds() + 30 }) }
  assert.equal((await openBrowser(social.server).signIn('acme', 'eve')).status, 200, 'a minute of skew is none')
})

test('an answer that is another issuer’s, or another flow’s, is not taken', async (t) => {
  const social = await startSocial(t, { eve })
  const changes: readonly [error: string, change: (callback: URL) => void][] = [
    ['provider_refused', (callback) => callback.searchParams.set('iss', 'https://issuer.example.com')],
    ['provider_refused', (callback) => callback.searchParams.delete('iss')],
    ['provider_refused', (callback) => callback.searchParams.set('code', 'another')],
    ['provider_refused', (callback) => callback.searchParams.delete('code')],
    ['provider_refused', (callback) => callback.searchParams.set('error', 'server_error')],
  ]
  for (const [error, change] of changes) {
    social.issuer.changeCallback = change
    await failsWith(social, error)
  }
  social.issuer.changeCallback = (callback) => callback.searchParams.set('state', randomBytes(32).toString('base64url'))
  const page = await openBrowser(social.server).visit('acme', 'eve', { redirect_to: '/after' })
  assert.equal(page.href, 'http://localhost:8000/social?error=invalid_flow&provider=acme')
})

test('a code that took too long is refused by the service that made it', async (t) => {
  const social = await startSocial(t, { eve })
  const browser = openBrowser(social.server)
  const callback = await signInAt((await browser.start('acme')).href, 'eve')
  const first = await browser.comeBack(callback)
  assert.ok(first.searchParams.has('code'))
  const again = await browser.comeBack(callback)
  assert.equal(again.searchParams.get('error'), 'invalid_flow')
})

test('a way to the other service that took too long leads nowhere', async (t) => {
  const social = await startSocial(t, { eve })
  const browser = openBrowser(social.server)
  const callback = await signInAt((await browser.start('acme')).href, 'eve')
  social.server.clock.advance({ minutes: 10 })
  const page = await browser.comeBack(callback)
  assert.equal(page.searchParams.get('error'), 'invalid_flow')
})

for (const path of ['/token', '/jwks', '/userinfo']) {
  test(`a service whose ${path} is down, slow, talks on and on, or shows a page, is away`, async (t) => {
    const social = await startSocial(t, { eve }, { claimsInIdToken: path !== '/userinfo' })
    const { faults } = social.issuer
    for (const fault of ['down', 'html', 'error', 'endless', { redirectTo: 'http://127.0.0.1:9/' }, 'slow'] as const) {
      await t.test(JSON.stringify(fault), async () => {
        faults.set(path, fault)
        await failsWith(social, 'provider_unavailable')
        faults.delete(path)
      })
    }
    assert.equal((await openBrowser(social.server).signIn('acme', 'eve')).status, 200, 'and back again')
  })
}

test('a service that cannot be reached at all sends the person back at once', async (t) => {
  const social = await startSocial(t, { eve })
  const path = '/.well-known/openid-configuration'
  for (const fault of ['down', 'html', 'error', 'slow'] as const) {
    social.issuer.faults.set(path, fault)
    const page = await openBrowser(social.server).start('acme', { redirect_to: '/after' })
    assert.equal(page.href, 'http://localhost:8000/after?error=provider_unavailable&provider=acme')
    await assertNothing(social, 'provider_unavailable')
  }
  social.issuer.faults.delete(path)
  social.issuer.rewrites.set(path, (body) => Object.assign(body, { issuer: 'https://issuer.example.com' }))
  const page = await openBrowser(social.server).start('acme', { redirect_to: '/after' })
  assert.equal(page.searchParams.get('error'), 'provider_unavailable')
})

test('keys that the service changes are read anew, though not at every stranger’s wish', async (t) => {
  const { server, issuer } = await startSocial(t, { eve })
  const looks = () => issuer.asked.filter((line) => line === 'GET /jwks').length
  assert.equal((await openBrowser(server).signIn('acme', 'eve')).status, 200)
  assert.equal((await openBrowser(server).signIn('acme', 'eve')).status, 200)
  assert.equal(looks(), 1, 'keys are kept')
  const browser = openBrowser(server)
  const callback = await signInAt((await browser.start('acme')).href, 'eve')
  await issuer.rotateKeys()
  server.clock.advance({ seconds: 20 })
  assert.equal((await browser.complete(await browser.comeBack(callback))).status, 200, 'changed mid-way')
  assert.equal(looks(), 2)
  const foreign = { provider: 'acme', id_token: unknownKeyToken() }
  for (let i = 0; i < 5; i++) {
    assert.equal((await server.client().post('/api/auth/social-login/', foreign)).body.error, 'provider_refused')
  }
  assert.equal(looks(), 2, 'a token with an unknown key causes no look so soon')
})

test('a key set that shows a part of the private half of its key vouches for nobody, though it would verify', async (t) => {
  const social = await startSocial(t, { eve })
  social.issuer.rewrites.set('/jwks', ({ keys }) => {
    for (const key of keys as Record<string, unknown>[]) key.p = 'AQAB'
  })
  await failsWith(social, 'provider_refused')
  assert.ok(social.server.log.some((line) => line.includes('keys of a provider are weak, private or of no use')))
})

function unknownKeyToken(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signature = randomBytes(256).toString('base64url')
  return `${part({ alg: 'RS256', kid: 'nobody’s' })}.${part({ sub: 'eve' })}.${signature}`
}
