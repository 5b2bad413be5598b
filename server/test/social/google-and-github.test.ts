import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBrowser } from '../social-browser.ts'
import { startGoogleAndGithub } from '../social-providers.ts'
import { githubAccount } from '../stand-ins/github-state.ts'

const api = '/api/auth'
const eve = { email: 'eve@example.com', email_verified: true, name: 'Eve', picture: 'https://example.com/e.png' }

test('people go to Google and to GitHub and come back signed in, to one account by one address', async (t) => {
  const { server, google, github } = await startGoogleAndGithub(t)
  google.accounts.set('eve', eve)
  github.accounts.set(7, githubAccount(7, 'eve', { name: 'Eve' }))
  const listed = (await server.client().get(`${api}/social/`)).body.results
  assert.deepEqual(
    listed.map(({ id }: { id: string }) => id),
    ['google', 'github'],
  )
  const first = await openBrowser(server).signIn('google', 'eve')
  assert.equal(first.status, 200, first.text)
  const second = await openBrowser(server).signIn('github', '7')
  assert.equal(second.status, 200, second.text)
  assert.equal(second.body.user.id, first.body.user.id)
  const links = (await server.client().as(second.body.access).get(`${api}/social/links/`)).body.results
  assert.deepEqual(
    links.map(({ provider }: { provider: string }) => provider),
    ['google', 'github'],
  )
  assert.equal((await openBrowser(server).visit('github', 'deny')).searchParams.get('error'), 'access_denied')
})

test('what goes wrong at GitHub sends the person back with an error, and nothing is made', async (t) => {
  const { server, github } = await startGoogleAndGithub(t)
  github.accounts.set(7, githubAccount(7, 'eve'))
  const error = async () => (await openBrowser(server).visit('github', '7')).searchParams.get('error')
  for (const path of ['/login/oauth/access_token', '/user', '/user/emails']) {
    for (const fault of ['down', 'html', 'error'] as const) {
      github.faults.set(path, fault)
      assert.equal(await error(), 'provider_unavailable', `${path} ${JSON.stringify(fault)}`)
      github.faults.delete(path)
    }
  }
  github.limited = { kind: 'primary', status: 403 }
  assert.equal(await error(), 'provider_unavailable')
  github.limited = undefined
  github.instead.set('/user/emails', [{ email: 'eve@example.com', primary: true, verified: 'true', visibility: null }])
  const answer = await openBrowser(server).signIn('github', '7')
  assert.equal(answer.body.error, 'email_not_verified_by_provider')
  for (const table of ['account', 'social_identity', 'session'] as const) {
    assert.deepEqual(await server.app.db.selectFrom(table).selectAll().execute(), [], table)
  }
})

test('attack 6: a token that Google or GitHub gave another app opens nothing', async (t) => {
  const { server, google, github } = await startGoogleAndGithub(t)
  google.accounts.set('eve', eve)
  github.accounts.set(7, githubAccount(7, 'eve'))
  const tokens = [
    { provider: 'google', access_token: await google.accessTokenOf('eve', google.otherClient) },
    { provider: 'google', id_token: await google.idTokenOf('eve', google.otherClient) },
    { provider: 'github', access_token: github.tokenOf(7, github.otherApp) },
  ]
  for (const body of tokens) {
    const answer = await server.client().post(`${api}/social-login/`, body)
    assert.deepEqual([answer.status, answer.body.detail], [400, 'Invalid access token.'])
  }
  assert.deepEqual(await server.app.db.selectFrom('account').selectAll().execute(), [])
  assert.ok(google.asked.includes('POST /tokeninfo') && !google.asked.includes('GET /tokeninfo'), 'in no address')
  const ours = { provider: 'google', access_token: await google.accessTokenOf('eve', google.client) }
  const french = server.client({ 'accept-language': 'fr-CA, en;q=0.5' })
  assert.equal((await french.post(`${api}/social-login/`, ours)).status, 200)
  const { locale } = await server.app.db.selectFrom('account').select('locale').executeTakeFirstOrThrow()
  assert.equal(locale, 'fr', 'the language in which they came')
  const idToken = { provider: 'google', id_token: await google.idTokenOf('eve', google.client) }
  assert.equal((await server.client().post(`${api}/social-login/`, idToken)).status, 200)
})

test('what tokeninfo says of the address is not believed, only userinfo with a boolean', async (t) => {
  const { server, google } = await startGoogleAndGithub(t)
  google.accounts.set('eve', eve)
  google.rewrites.set('/userinfo', (body) => Object.assign(body, { email_verified: 'true' }))
  const body = { provider: 'google', access_token: await google.accessTokenOf('eve', google.client) }
  const answer = await server.client().post(`${api}/social-login/`, body)
  assert.equal(answer.body.error, 'email_not_verified_by_provider')
  google.rewrites.set('/userinfo', (said) => Object.assign(said, { sub: 'mallory' }))
  assert.equal((await server.client().post(`${api}/social-login/`, body)).body.error, 'provider_refused')
})

test('an app of another issuer sends an ID token; an access token of it proves nothing', async (t) => {
  const { server, github } = await startGoogleAndGithub(t)
  const wrong = { provider: 'github', id_token: 'a.b.c' }
  assert.deepEqual((await server.client().post(`${api}/social-login/`, wrong)).body.access_token, [
    'This field is required.',
  ])
  assert.deepEqual(github.asked, [])
})

test('no token, code or secret of a provider is in the log or in the database', async (t) => {
  const { server, google } = await startGoogleAndGithub(t)
  google.accounts.set('eve', eve)
  const access_token = await google.accessTokenOf('eve', google.client)
  const id_token = await google.idTokenOf('eve', google.client)
  await server.client().post(`${api}/social-login/`, { provider: 'google', access_token })
  await server.client().post(`${api}/social-login/`, { provider: 'google', id_token })
  await server.client().post(`${api}/social-login/`, { provider: 'google', id_token })
  const browser = openBrowser(server)
  const page = await browser.visit('google', 'eve')
  await browser.complete(page)
  const secrets = [
    access_token,
    id_token,
    google.client.secret,
    page.searchParams.get('code') ?? '',
    ...browser.jar.values(),
  ]
  const told = server.log.join('\n')
  for (const secret of secrets) assert.ok(secret !== '' && !told.includes(secret), 'in the log')
})

test('the public calls of social sign-in have budgets', async (t) => {
  const { server } = await startGoogleAndGithub(t, { RATELIMIT_ENABLE: 'True' })
  const calls: readonly [method: string, path: string][] = [
    ['GET', 'social/google/start/'],
    ['GET', 'social/google/callback/?state=x'],
    ['POST', 'social/complete/'],
    ['POST', 'social-login/'],
    ['POST', 'social/link/undo/'],
  ]
  for (const [method, path] of calls) {
    const answer = await server.client().send(method, `${api}/${path}`, method === 'POST' ? { body: {} } : {})
    assert.match(answer.headers.get('ratelimit') ?? '', /^"social-[a-z]+";r=\d+;t=\d+$/, path)
  }
})
