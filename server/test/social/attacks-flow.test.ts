import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServer } from '../harness.ts'
import { makePlace } from '../place.ts'
import { entryFor, openBrowser, redirectUriOf, startSocial } from '../social-browser.ts'
import { listenOnLoopback } from '../stand-ins/listen.ts'
import { startIssuer } from '../stand-ins/oidc-issuer.ts'
import { signInAt } from '../stand-ins/sign-in-at.ts'

const api = '/api/auth'
const eve = { email: 'eve@example.com', email_verified: true, name: 'Eve' }
const signIn = (id_token: string, provider = 'acme') => ({ provider, id_token })

test('attack 5: an ID token of another issuer opens nothing, though it names our client', async (t) => {
  const globex = await startIssuer(t, { redirectUris: [redirectUriOf('globex')] })
  const { server, issuer } = await startSocial(t, { eve }, { beside: { globex } })
  globex.accounts.set('eve', eve)
  const foreign = await globex.idTokenOf('eve', globex.client)
  const disguised = await globex.idTokenOf('eve', globex.client, {
    change: (claims) => Object.assign(claims, { iss: issuer.url }),
  })
  for (const token of [foreign, disguised]) {
    const answer = await server.client().post(`${api}/social-login/`, signIn(token))
    assert.deepEqual([answer.status, answer.body.error], [400, 'provider_refused'])
  }
  assert.deepEqual(await server.app.db.selectFrom('account').selectAll().execute(), [])
})

const seconds = () => Math.floor(Date.now() / 1000)

test('attacks 6 and 7: an ID token for another client, or out of its time, opens nothing', async (t) => {
  const { server, issuer } = await startSocial(t, { eve })
  const { client, otherClient } = issuer
  const changed = (change: (claims: Record<string, unknown>) => unknown) => issuer.idTokenOf('eve', client, { change })
  const tokens: Record<string, string> = {
    'of another client': await issuer.idTokenOf('eve', otherClient),
    'for two, issued to another': await changed((c) => Object.assign(c, { aud: [client.id, 'x'], azp: 'x' })),
    'for two, issued to nobody': await changed((c) => Object.assign(c, { aud: [client.id, 'x'], azp: undefined })),
    expired: await changed((c) => Object.assign(c, { exp: seconds() - 61 })),
    'without an end': await changed((c) => delete c.exp),
    'of the future': await changed((c) => Object.assign(c, { iat: seconds() + 75 })),
    'without a beginning': await changed((c) => delete c.iat),
    'with an end in words': await changed((c) => Object.assign(c, { exp: String(seconds() + 60) })),
    'not yet': await changed((c) => Object.assign(c, { nbf: seconds() + 75 })),
    unsigned: await issuer.idTokenOf('eve', client, { signature: 'none' }),
    'signed by our secret': await issuer.idTokenOf('eve', client, { signature: 'hmac' }),
    'signed by another': await issuer.idTokenOf('eve', client, { signature: 'foreign' }),
    'four parts': `${await issuer.idTokenOf('eve', client)}.x`,
  }
  for (const [about, token] of Object.entries(tokens)) {
    const answer = await server.client().post(`${api}/social-login/`, signIn(token))
    assert.deepEqual([answer.status, answer.body.error], [400, 'provider_refused'], about)
  }
  const right = await changed((c) => Object.assign(c, { aud: [client.id, 'x'], azp: client.id }))
  assert.equal((await server.client().post(`${api}/social-login/`, signIn(right))).status, 200)
})

test('attacks 9 and 75: what came back from a service opens one session, however often and fast it is sent', async (t) => {
  const { server, issuer } = await startSocial(t, { eve })
  const browser = openBrowser(server)
  const callback = await signInAt((await browser.start('acme')).href, 'eve')
  const pages = await Promise.all([1, 2, 3, 4].map(() => browser.comeBack(callback)))
  const good = pages.filter((page) => page.searchParams.has('code'))
  assert.equal(good.length, 1)
  const [page] = good
  assert.ok(page)
  const answers = await Promise.all([1, 2, 3, 4].map(() => browser.complete(page)))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400, 400, 400])

  const token = await issuer.idTokenOf('eve', issuer.client)
  const sent = await Promise.all([1, 2, 3, 4].map(() => server.client().post(`${api}/social-login/`, signIn(token))))
  assert.deepEqual(sent.map(({ status }) => status).toSorted(), [200, 400, 400, 400])
  const [head, body, signature = ''] = token.split('.')
  const respelt = [`${head}.${body}.${signature}=`, `${head}.${body}.${signature.slice(0, -1)}${nextLetter(signature)}`]
  for (const again of respelt) {
    assert.equal((await server.client().post(`${api}/social-login/`, signIn(again))).status, 400)
  }
  assert.equal((await server.app.db.selectFrom('session').select('id').execute()).length, 2)
})

/** The last letter of base64url holds bits that count for nothing: the neighbour decodes to the same bytes. */
function nextLetter(signature: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return letters[letters.indexOf(signature.at(-1) ?? 'A') + 1] ?? 'A'
}

test('attack 10: a service that is switched off on the way opens nothing any more', async (t) => {
  const place = await makePlace()
  t.after(place.remove)
  const issuer = await startIssuer(t, { redirectUris: [redirectUriOf('acme')] })
  issuer.accounts.set('eve', eve)
  const on = { ...place.settings, OIDC_PROVIDERS: JSON.stringify([entryFor(issuer)]) }
  const before = await startServer(t, on)
  const after = await startServer(t, place.settings)
  const browser = openBrowser(before)
  const callback = await signInAt((await browser.start('acme')).href, 'eve')
  const later = openBrowser(after)
  for (const [name, value] of browser.jar) later.jar.set(name, value)
  const page = await later.comeBack(callback)
  assert.equal(page.searchParams.get('error'), 'provider_disabled')
  const done = await browser.visit('acme', 'eve')
  assert.equal((await later.complete(done)).status, 400)
  assert.deepEqual(await before.app.db.selectFrom('account').selectAll().execute(), [])
  assert.equal((await after.client().get(`${api}/social/acme/start/`)).status, 404)
})

test('attacks 12 and 74: an answer counts in the browser that began, and for the service it was begun with', async (t) => {
  const globex = await startIssuer(t, { redirectUris: [redirectUriOf('globex')] })
  const { server } = await startSocial(t, { eve }, { beside: { globex } })
  globex.accounts.set('eve', eve)
  const browser = openBrowser(server)
  const callback = await signInAt((await browser.start('acme')).href, 'eve')
  const stranger = openBrowser(server)
  await stranger.start('acme')
  for (const other of [openBrowser(server), stranger]) {
    assert.equal((await other.comeBack(callback)).searchParams.get('error'), 'invalid_flow')
  }
  const crossed = new URL(callback)
  crossed.pathname = `${api}/social/globex/callback/`
  assert.equal((await browser.comeBack(crossed)).searchParams.get('error'), 'invalid_flow')
  const page = await browser.comeBack(callback)
  assert.ok(page.searchParams.has('code'), 'none of them has spoiled it')
  for (const other of [openBrowser(server), stranger]) assert.equal((await other.complete(page)).status, 400)
  assert.equal((await browser.complete(page)).status, 200)
})

test('attack 13: following a link signs nobody in, and a foreign page cannot have a browser take its code', async (t) => {
  const { server } = await startSocial(t, { eve, mallory: { ...eve, email: 'mallory@example.com' } })
  const victim = openBrowser(server)
  const page = await victim.visit('acme', 'eve')
  assert.deepEqual([...victim.jar.keys()], ['social'], 'coming back is no session')
  assert.deepEqual(await server.app.db.selectFrom('session').selectAll().execute(), [])
  assert.deepEqual(await server.app.db.selectFrom('account').selectAll().execute(), [], 'and no account')
  const code = (await openBrowser(server).visit('acme', 'mallory')).searchParams.get('code') ?? ''
  const cookie = [...victim.jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const foreign = { cookie, origin: 'https://evil.example.com', 'sec-fetch-site': 'cross-site' }
  for (const headers of [foreign, { ...foreign, cookie: '' }]) {
    const answer = await server.client().send('POST', `${api}/social/complete/`, { form: { code }, headers })
    assert.equal(answer.status, 400)
  }
  const asCookies = { ...foreign, 'x-token-transport': 'cookie' }
  const body = { code: page.searchParams.get('code') }
  assert.equal((await server.client().post(`${api}/social/complete/`, body, asCookies)).status, 403)
  for (const path of ['start/', 'callback/?state=x']) {
    const probe = await server.client().send('HEAD', `${api}/social/acme/${path}`)
    assert.deepEqual([probe.status, probe.headers.getSetCookie()], [204, []])
  }
  const line = (await server.client().get(`${api}/social/acme/start/`)).headers.getSetCookie()[0] ?? ''
  assert.match(line, /; HttpOnly; SameSite=Lax$/)
})

test('attack 13: the cookie is bound to our host where there is https', async (t) => {
  const env = { PUBLIC_URL: 'https://auth.example.com', DEBUG: 'True' }
  const { server } = await startSocial(t, { eve }, { env })
  const headers = { host: 'auth.example.com' }
  const answer = await server.client().get(`${api}/social/acme/start/`, headers)
  const line = answer.headers.getSetCookie()[0] ?? ''
  assert.match(line, /^__Host-social=[\w-]{43}; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
})

const elsewhere = [
  'https://evil.example.com/',
  'http://localhost:8000.evil.example.com/',
  'http://localhost:8000@evil.example.com/',
  'http://user:pw@localhost:8000/',
  'http://localhost:80001/',
  'http://localhost/',
  'https://localhost:8000/',
  'http://LOCALHOST:8000/',
  'HTTP://localhost:8000/',
  'http:/localhost:8000/',
  'http:localhost:8000/',
  'http:\\\\localhost:8000\\',
  'http://localhost:8000\\@evil.example.com/',
  'http://localhost:8000%2f@evil.example.com/',
  '//evil.example.com/',
  '/\\evil.example.com/',
  '\\/evil.example.com',
  '/\t/evil.example.com/',
  '/\u2028/evil',
  'http://localhost:8000/#@evil',
  'http://localhost:8000/\r\nLocation: https://evil.example.com',
  'javascript:alert(1)',
  'JaVaScRiPt://localhost:8000/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'https://evil.example.com/?http://localhost:8000/',
  'after',
  '?x=1',
  'http://localhost:8000/é',
]

test('attacks 77 and 78: nobody is sent to a page that the configuration does not name', async (t) => {
  const { server } = await startSocial(t, { eve })
  for (const target of elsewhere) {
    const query = new URLSearchParams({ redirect_to: target })
    const answer = await server.client().get(`${api}/social/acme/start/?${query}`)
    assert.equal(answer.status, 400, target)
    assert.equal(answer.headers.get('location'), null)
    assert.ok(!answer.text.includes('evil'), 'and nothing of it is repeated')
  }
  for (const target of ['/after', '/?a=1', 'http://localhost:8000', 'http://localhost:8000/x?y=z']) {
    const query = new URLSearchParams({ redirect_to: target })
    assert.equal((await server.client().get(`${api}/social/acme/start/?${query}`)).status, 303, target)
  }
  const words = new URLSearchParams({ state: 'x', error: '<script>alert(1)</script>', error_description: 'evil' })
  const page = await openBrowser(server).comeBack(new URL(`${api}/social/acme/callback/?${words}`, server.origin))
  assert.equal(page.href, 'http://localhost:8000/social?error=invalid_flow&provider=acme')
})

test('attack 79: a parameter that comes twice is a fault, and none is changed on the way', async (t) => {
  const { server, issuer } = await startSocial(t, { eve })
  const get = (path: string) => server.client().get(`${api}/social/acme/${path}`)
  assert.equal((await get('start/?redirect_to=/a&redirect_to=/b')).status, 400)
  assert.equal((await get('callback/?state=a&state=b&code=x')).status, 400)
  assert.equal((await get('callback/?state=a&code=x&code=y')).status, 400)
  const browser = openBrowser(server)
  const callback = await signInAt((await browser.start('acme', { redirect_to: '/after' })).href, 'eve')
  callback.searchParams.set('redirect_to', 'https://evil.example.com/')
  callback.searchParams.set('provider', 'other')
  callback.searchParams.set('response', 'x.y.z')
  callback.searchParams.set('id_token', await issuer.idTokenOf('eve', issuer.otherClient))
  const page = await browser.comeBack(callback)
  assert.deepEqual([page.origin, page.pathname], ['http://localhost:8000', '/after'])
  assert.equal((await browser.complete(page)).status, 200)
})

test('attack 82: a service at an address of our own network is not asked unless its entry says so', async (t) => {
  let calls = 0
  const inside = await listenOnLoopback(t, (_request, response) => {
    calls += 1
    response.end('{}')
  })
  const { server, issuer } = await startSocial(
    t,
    { eve },
    {
      more: { issuer: inside.replace('http:', 'https:'), allow_private: false },
    },
  )
  const page = await openBrowser(server).start('acme')
  assert.equal(page.searchParams.get('error'), 'provider_unavailable')
  assert.deepEqual([calls, issuer.asked.length], [0, 0])
  const redirecting = await startSocial(t, { eve })
  for (const path of ['/.well-known/openid-configuration', '/token', '/jwks', '/userinfo']) {
    redirecting.issuer.faults.set(path, { redirectTo: inside })
    const there = await openBrowser(redirecting.server).start('acme')
    if (there.origin === redirecting.issuer.url) {
      await openBrowser(redirecting.server).visit('acme', 'eve')
    }
    redirecting.issuer.faults.delete(path)
  }
  assert.equal(calls, 0)
})
