import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, registerVerified, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { type Browser, cookiesIn, openBrowser } from './browser.ts'
import { sendRaw } from './raw-http.ts'
import { assertRefusal } from './refusals.ts'

const transport = 'X-Token-Transport: cookie'
const own = 'Origin: http://localhost:8000'
const login = '/api/auth/login/'
const refresh = '/api/auth/refresh/'
const logout = '/api/auth/logout/'

/** Every combination of headers by which a browser tells that a call comes from another site, or from nobody knows where. */
const foreign: readonly (readonly string[])[] = [
  ['Origin: https://evil.example'],
  ['Origin: null'],
  ['Origin: https://localhost:8000'],
  ['Origin: http://localhost:8001'],
  ['Origin: http://localhost:8000.evil.example'],
  ['Origin: http://localhost'],
  ['Origin: http://localhost:3000'],
  [own, 'Sec-Fetch-Site: cross-site'],
  ['Sec-Fetch-Site: cross-site'],
  ['Sec-Fetch-Site: same-site'],
  ['Sec-Fetch-Site: none'],
  ['Sec-Fetch-Site: same-origin, cross-site'],
  [],
]

async function countSessions({ app }: TestServer): Promise<number> {
  return (await app.db.selectFrom('session').select('id').execute()).length
}

async function signInWithCookies(server: TestServer, browser: Browser, { email, password }: Actor) {
  const answer = await browser.post(login, { email, password }, [transport, own])
  assert.equal(answer.status, 200, answer.text)
  return { answer, body: JSON.parse(answer.text) as { access: string }, sessions: await countSessions(server) }
}

test('with cookie transport the lasting tokens travel in HttpOnly cookies and never in a body', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const browser = openBrowser(server.origin)
  const { answer, body } = await signInWithCookies(server, browser, ana)
  assert.deepEqual(Object.keys(body), ['access', 'user'])
  const set = cookiesIn(answer)
  assert.deepEqual([...set.keys()].toSorted(), ['device', 'refresh'])
  // Plain http on this machine: browsers take neither the prefix nor `Secure` there.
  assert.deepEqual([...(set.get('refresh')?.attributes ?? [])].toSorted(), [
    'httponly',
    'max-age=604800',
    'path=/',
    'samesite=strict',
  ])
  for (const { value } of set.values()) {
    assert.ok(!answer.text.includes(value))
    // Browsers keep 4096 bytes of name and value.
    assert.ok(value.length < 1024)
  }
  const profile = await server.client().as(body.access).get('/api/auth/profile/')
  assert.equal(profile.status, 200)
})

test('on an https address the cookies are __Host- and Secure, and plain ones count for nothing', async (t) => {
  const server = await startServer(t, { PUBLIC_URL: 'https://auth.example.com' })
  const ana = await registerBehind(server)
  const browser = openBrowser(server.origin, 'auth.example.com')
  const origin = 'Origin: https://auth.example.com'
  const answer = await browser.post(login, ana, [transport, origin])
  const set = cookiesIn(answer)
  assert.deepEqual([...set.keys()].toSorted(), ['__Host-device', '__Host-refresh'])
  for (const [name, { attributes }] of set) {
    for (const needed of ['httponly', 'secure', 'samesite=strict', 'path=/']) assert.ok(attributes.has(needed), name)
    assert.ok(![...attributes].some((attribute) => attribute.startsWith('domain')), name)
  }
  const token = browser.jar.get('__Host-refresh')?.value
  assert.equal((await browser.post(refresh, {}, [origin])).status, 200)
  const planted = [`Cookie: refresh=${token}`, origin]
  assert.equal((await openBrowser(server.origin, 'auth.example.com').post(refresh, {}, planted)).status, 400)
})

/** The client of actors goes by address, which a service with a public name does not answer. */
async function registerBehind(server: TestServer): Promise<{ email: string; password: string }> {
  const person = { email: 'ana@example.com', username: 'ana', password: 'Corr3ct-horse!' }
  const { post } = openBrowser(server.origin, 'auth.example.com')
  assert.equal((await post('/api/auth/register/', person)).status, 201)
  const [mail] = await server.mailbox.to(person.email)
  const token = /token=([\w-]+)/.exec(mail?.text ?? '')?.[1]
  assert.equal((await post('/api/auth/verify-email/', { token })).status, 200)
  return { email: person.email, password: person.password }
}

test('refresh and sign-out take the cookie, turn it over and clear it', async (t) => {
  const server = await startServer(t)
  const browser = openBrowser(server.origin)
  const { body } = await signInWithCookies(server, browser, await registerVerified(server))
  const first = browser.jar.get('refresh')?.value
  const renewed = await browser.post(refresh, {}, [own])
  assert.deepEqual([renewed.status, Object.keys(JSON.parse(renewed.text))], [200, ['access']])
  assert.notEqual(browser.jar.get('refresh')?.value, first)
  assert.ok(!renewed.text.includes(browser.jar.get('refresh')?.value ?? 'none'))
  const out = await browser.post(logout, {}, ['Sec-Fetch-Site: same-origin'])
  assert.deepEqual([out.status, out.text], [205, ''])
  const cleared = cookiesIn(out).get('refresh')
  assert.equal(cleared?.value, '')
  assert.ok([...(cleared?.attributes ?? [])].some((attribute) => attribute.startsWith('expires=thu, 01 jan 1970')))
  for (const needed of ['httponly', 'samesite=strict', 'path=/']) assert.ok(cleared?.attributes.has(needed), needed)
  assert.equal((await server.client().as(body.access).get('/api/auth/profile/')).status, 401)
})

test('attack 83: a sign-in for cookies from another site is refused before anything is done', async (t) => {
  const server = await startServer(t)
  const { email, password } = await registerVerified(server)
  const hashed = server.app.hasher.stats().count
  for (const headers of foreign) {
    const answer = await openBrowser(server.origin).post(login, { email, password }, [transport, ...headers])
    assertRefusal(answer, headers.join(', '))
    assert.deepEqual([answer.status, JSON.parse(answer.text).error], [403, 'cross_origin'], headers.join(', '))
    assert.equal(cookiesIn(answer).size, 0)
  }
  assert.equal(await countSessions(server), 0)
  assert.equal(server.app.hasher.stats().count, hashed)
})

test('attack 83: a cookie from another site refreshes and ends nothing', async (t) => {
  const server = await startServer(t)
  const browser = openBrowser(server.origin)
  const { body } = await signInWithCookies(server, browser, await registerVerified(server))
  for (const headers of foreign) {
    for (const [path, sent] of [
      [refresh, {}],
      [logout, {}],
      [logout, { all: true }],
    ] as const) {
      const answer = await browser.post(path, sent, headers)
      assert.deepEqual([answer.status, JSON.parse(answer.text).error], [403, 'cross_origin'], `${path} ${headers}`)
      assert.equal(cookiesIn(answer).size, 0)
    }
  }
  const line = `POST ${logout}`
  const sent = `Cookie: refresh=${browser.jar.get('refresh')?.value}`
  const types = ['application/x-www-form-urlencoded', 'text/plain']
  for (const type of types) {
    const headers = [sent, `Content-Type: ${type}`, 'Origin: https://evil.example']
    const answer = await sendRaw(server.origin, { line, headers, body: 'all=true' })
    assert.ok(answer.status === 403 || answer.status === 415, `${type}: ${answer.status}`)
  }
  assert.equal((await server.client().as(body.access).get('/api/auth/profile/')).status, 200)
  assert.equal((await browser.post(refresh, {}, [own])).status, 200)
})

test('a cookie is no access token, and a token in the body is answered in the body', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const browser = openBrowser(server.origin)
  await signInWithCookies(server, browser, ana)
  const cookie = `Cookie: refresh=${browser.jar.get('refresh')?.value}; access=${ana.access}`
  const profile = await sendRaw(server.origin, { line: 'GET /api/auth/profile/', headers: [cookie, own] })
  assert.equal(profile.status, 401)
  const inBody = await browser.post(refresh, { refresh: ana.refresh }, ['Origin: https://evil.example'])
  assert.deepEqual([inBody.status, Object.keys(JSON.parse(inBody.text))], [200, ['access', 'refresh']])
  assert.equal(cookiesIn(inBody).size, 0)
  for (const wrong of [null, '', [], {}, 5]) {
    const answer = await browser.post(refresh, { refresh: wrong }, [own])
    assert.equal(answer.status, 400, `a wrong body must not fall back on the cookie: ${JSON.stringify(wrong)}`)
  }
})

test('no answer sets a cookie unless cookies were asked for', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const change = { current_password: ana.password, new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrase' }
  const answers = [
    await ana.login(),
    await ana.login({ 'x-token-transport': 'header' }),
    await ana.login({ 'x-token-transport': 'Cookie ' }),
    await ana.renew(),
    await ana.profile(),
    await ana.client().post('/api/auth/token/verify/', { token: ana.access }),
    await ana.client().post('/api/auth/change-password/', change),
    await server.client().get('/verify-email?token=abc'),
    await server.client().get('/api/docs/'),
    await ana.client().post(logout, { refresh: ana.refresh }),
  ]
  for (const { status, headers } of answers) {
    assert.ok(status < 300, String(status))
    assert.deepEqual(headers.getSetCookie(), [])
  }
})

test('a device that is known by its cookie is known by it at the next sign-in', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const browser = openBrowser(server.origin)
  await signInWithCookies(server, browser, ana)
  const device = browser.jar.get('device')?.value
  await signInWithCookies(server, browser, ana)
  assert.equal(browser.jar.get('device')?.value, device)
  const devices = await server.app.db.selectFrom('device').select('id').execute()
  assert.equal(devices.length, 1)
})
