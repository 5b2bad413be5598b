import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerUnverified } from '../actors.ts'
import { type RawAnswer, sendRaw } from '../attacks/raw-http.ts'
import { headerOf } from '../attacks/refusals.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'

const path = '/api/auth/verify-email/'

/** Somebody who has not verified yet, and requests to the API's own address with the mailed token. */
async function start(server: TestServer) {
  const { email, password } = await registerUnverified(server)
  const token = tokenIn(await server.mailbox.last(email))
  const open = (method: string, headers: readonly string[] = []): Promise<RawAnswer> =>
    sendRaw(server.origin, { line: `${method} ${path}?token=${token}`, headers })
  const isVerified = async (): Promise<boolean> => {
    const row = server.app.db.selectFrom('account').select('email_verified_at').where('email', '=', email)
    return (await row.executeTakeFirstOrThrow()).email_verified_at !== null
  }
  return { token, open, isVerified, login: () => server.client().post('/api/auth/login/', { email, password }) }
}

/** How browsers of several makes and ages open a link. */
const navigations: readonly (readonly string[])[] = [
  ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document', 'Accept: */*'],
  ['Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'],
  ['Accept: text/html'],
  ['Accept: text/html, application/json'],
]

test('attack 30: a browser that opens the address of the API gets a page with a button and uses nothing up', async (t) => {
  const server = await startServer(t)
  const { token, open, isVerified } = await start(server)
  for (const headers of [...navigations, ...navigations]) {
    const shown = await open('GET', headers)
    assert.equal(shown.status, 200)
    assert.match(headerOf(shown, 'content-type') ?? '', /^text\/html/)
    assert.match(shown.text, /<form method="post" action="\/verify-email">/)
    assert.ok(shown.text.includes(`value="${token}"`))
    assert.match(headerOf(shown, 'content-security-policy') ?? '', /default-src 'none'/)
    assert.equal(headerOf(shown, 'referrer-policy'), 'no-referrer')
    assert.equal(headerOf(shown, 'cache-control'), 'no-store')
  }
  assert.equal(await isVerified(), false)
  const pressed = await server.client().send('POST', '/verify-email', { form: { token } })
  assert.equal(pressed.status, 200)
  assert.equal(await isVerified(), true)
})

test('attack 30: a scanner that only looks, by HEAD, uses nothing up', async (t) => {
  const server = await startServer(t)
  const { open, isVerified, login } = await start(server)
  for (const headers of [[], ['Accept: application/json'], ...navigations]) {
    const looked = await open('HEAD', headers)
    assert.deepEqual([looked.status, looked.text], [200, ''])
  }
  assert.equal(await isVerified(), false)
  assert.equal((await login()).body.error, 'email_not_verified')
})

test('a program verifies by GET once, as the old service let it', async (t) => {
  const server = await startServer(t)
  const { open, isVerified, login } = await start(server)
  const first = await open('GET', ['Accept: application/json'])
  assert.deepEqual([first.status, JSON.parse(first.text)], [200, { detail: 'Email successfully verified' }])
  assert.equal(await isVerified(), true)
  const second = await open('GET', ['Accept: */*'])
  assert.deepEqual([second.status, JSON.parse(second.text)], [200, { detail: 'Email already verified' }])
  assert.equal((await login()).status, 200)
})

test('with VERIFY_EMAIL_BY_GET=False no GET verifies: programs are told to POST, browsers get their button', async (t) => {
  const server = await startServer(t, { VERIFY_EMAIL_BY_GET: 'False' })
  const { token, open, isVerified } = await start(server)
  for (const headers of [[], ['Accept: application/json'], ['Accept: */*']]) {
    const refused = await open('GET', headers)
    assert.deepEqual([refused.status, JSON.parse(refused.text).error], [405, 'method_not_allowed'])
    assert.match(headerOf(refused, 'allow') ?? '', /POST/)
    assert.doesNotMatch(headerOf(refused, 'allow') ?? '', /GET/)
  }
  for (const headers of navigations) assert.equal((await open('GET', headers)).status, 200)
  assert.equal(await isVerified(), false)
  const posted = await server.client().post(path, { token })
  assert.deepEqual([posted.status, await isVerified()], [200, true])
})
