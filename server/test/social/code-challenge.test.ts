import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { openBrowser, startSocial } from '../social-browser.ts'
import { signInAt } from '../stand-ins/sign-in-at.ts'

const api = '/api/auth'
const app = 'https://app.example.com'
const env = { CORS_ALLOWED_ORIGINS: app }
const eve = { email: 'eve@example.com', email_verified: true }

function newSecret(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

test('a page of another origin, which sends no cookie of ours, proves that it is the one that began', async (t) => {
  const { server } = await startSocial(t, { eve }, { env })
  const { verifier, challenge } = newSecret()
  const query = { redirect_to: `${app}/welcome`, code_challenge: challenge }
  const page = await openBrowser(server).visit('acme', 'eve', query)
  assert.equal(page.origin, app)
  const elsewhere = openBrowser(server)
  for (const code_verifier of [undefined, newSecret().verifier, challenge, '']) {
    const refused = await elsewhere.complete(page, code_verifier === undefined ? {} : { code_verifier })
    assert.equal(refused.status, 400, String(code_verifier))
  }
  const answers = await Promise.all([1, 2, 3].map(() => elsewhere.complete(page, { code_verifier: verifier })))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400, 400])
})

test('attack 76: the cookie alone is not enough where a page has promised a proof', async (t) => {
  const { server } = await startSocial(t, { eve }, { env })
  const browser = openBrowser(server)
  const page = await browser.visit('acme', 'eve', { code_challenge: newSecret().challenge })
  assert.equal((await browser.complete(page)).status, 400)
})

test('attack 76: a page of another origin must promise a proof, and one that is one', async (t) => {
  const { server } = await startSocial(t, { eve }, { env })
  const start = (query: Record<string, string>) =>
    server.client().get(`${api}/social/acme/start/?${new URLSearchParams(query)}`)
  const none = await start({ redirect_to: `${app}/welcome` })
  assert.equal(none.status, 400)
  assert.deepEqual(Object.keys(none.body), ['code_challenge', 'error'])
  for (const code_challenge of ['short', 'x'.repeat(44), `${'x'.repeat(42)}=`]) {
    assert.equal((await start({ code_challenge })).status, 400, code_challenge)
  }
})

test('a page of another origin links an account without our cookie', async (t) => {
  const { server } = await startSocial(t, { eve }, { env })
  const ana = await signUp(server)
  const { verifier, challenge } = newSecret()
  const body = { redirect_to: `${app}/settings`, code_challenge: challenge }
  const begun = await ana.client().post(`${api}/social/acme/link/`, body)
  const callback = await signInAt(begun.body.authorization_url, 'eve')
  const page = await openBrowser(server).comeBack(callback)
  const code = page.searchParams.get('code')
  const finish = (given: object) => ana.client().post(`${api}/social/link/complete/`, { code, ...given })
  assert.equal((await finish({})).status, 400)
  assert.equal((await finish({ code_verifier: verifier })).status, 200)
})
