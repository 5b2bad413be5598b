import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { startGithub } from './github.ts'
import { type Github, githubAccount } from './github-state.ts'
import { signInAt } from './sign-in-at.ts'

const callback = 'http://localhost:8000/callback'
const verifier = 'v'.repeat(43)

async function start(t: TestContext, kind?: 'enterprise'): Promise<Github> {
  const github = await startGithub(t, callback, kind)
  github.accounts.set(7, githubAccount(7, 'ada'))
  return github
}

function authorizeUrl(github: Github, more: Record<string, string> = {}): string {
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const proof = { code_challenge: challenge, code_challenge_method: 'S256', state: 's' }
  const query = { client_id: github.app.clientId, redirect_uri: callback, scope: 'read:user user:email' }
  return `${github.url}/login/oauth/authorize?${new URLSearchParams({ ...query, ...proof, ...more })}`
}

async function redeem(github: Github, code: string | null, more: Record<string, string> = {}, accept?: string) {
  const { clientId, clientSecret } = github.app
  const answer = await fetch(`${github.url}/login/oauth/access_token`, {
    method: 'POST',
    headers: accept === undefined ? {} : { accept },
    body: new URLSearchParams({
      ...{ client_id: clientId, client_secret: clientSecret, code: String(code) },
      ...{ redirect_uri: callback, code_verifier: verifier, ...more },
    }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json') === true
  const body: Record<string, string> = isJson ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text))
  return { status: answer.status, isJson, body }
}

const codeOf = async (github: Github) => (await signInAt(authorizeUrl(github), '7')).searchParams.get('code')

async function ask(github: Github, path: string, authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization }
  const answer = await fetch(`${github.apiUrl}${path}`, { headers })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> }
}

for (const kind of [undefined, 'enterprise'] as const) {
  test(`a person signs in at ${kind ?? 'github.com'}`, async (t) => {
    const github = await start(t, kind)
    const back = await signInAt(authorizeUrl(github), '7')
    assert.equal(back.searchParams.get('state'), 's')
    assert.equal(back.searchParams.get('iss'), kind === undefined ? `${github.url}/login/oauth` : null)
    const { isJson, body } = await redeem(github, back.searchParams.get('code'))
    assert.equal(isJson, false, 'a form by default')
    assert.deepEqual([body.scope, body.token_type], ['read:user,user:email', 'bearer'])
    const user = await ask(github, '/user', `Bearer ${body.access_token}`)
    assert.deepEqual([user.status, user.body.id, user.body.login, user.body.email], [200, 7, 'ada', null])
    assert.equal(user.headers.get('x-oauth-scopes'), 'read:user, user:email')
    const { body: emails } = await ask(github, '/user/emails', `token ${body.access_token}`)
    assert.deepEqual(emails[0], { email: 'ada@example.com', primary: true, verified: true, visibility: 'private' })
  })
}

test('errors of the exchange come with status 200', async (t) => {
  const github = await start(t)
  const cases: [error: string, more: Record<string, string>][] = [
    ['incorrect_client_credentials', { client_secret: 'x' }],
    ['bad_verification_code', { code: 'x' }],
    ['bad_verification_code', { code_verifier: 'x' }],
    ['bad_verification_code', { client_id: github.otherApp.clientId, client_secret: github.otherApp.clientSecret }],
    ['redirect_uri_mismatch', { redirect_uri: `${callback}/other` }],
  ]
  for (const [error, more] of cases) {
    const { status, isJson, body } = await redeem(github, await codeOf(github), more, 'application/json')
    assert.deepEqual([status, isJson, body.error], [200, true, error])
  }
})

test('a code is good once, and for ten minutes', async (t) => {
  const github = await start(t)
  const code = await codeOf(github)
  assert.ok((await redeem(github, code)).body.access_token)
  assert.equal((await redeem(github, code)).body.error, 'bad_verification_code')
  const late = await codeOf(github)
  github.minutesAhead = 11
  assert.equal((await redeem(github, late)).body.error, 'bad_verification_code')
})

test('who has not verified the primary address gets no token', async (t) => {
  const github = await start(t)
  const emails = [{ email: 'a@example.com', primary: true, verified: false, visibility: null }]
  github.accounts.set(7, githubAccount(7, 'ada', { emails }))
  assert.equal((await redeem(github, await codeOf(github))).body.error, 'unverified_user_email')
})

test('what goes wrong on the way', async (t) => {
  const github = await start(t)
  const errorAt = async (url: string, choice = '7') => (await signInAt(url, choice)).searchParams.get('error')
  assert.equal(await errorAt(authorizeUrl(github), 'deny'), 'access_denied')
  assert.equal(await errorAt(authorizeUrl(github, { redirect_uri: 'http://localhost:8001/' })), 'redirect_uri_mismatch')
  assert.equal(await errorAt(authorizeUrl(github, { code_challenge_method: 'plain' })), 'invalid_request')
  github.suspended = true
  assert.equal(await errorAt(authorizeUrl(github)), 'application_suspended')
})

test('bad credentials, a missing scope, limits', async (t) => {
  const github = await start(t)
  assert.equal((await ask(github, '/user')).status, 401)
  assert.deepEqual((await ask(github, '/user', 'Bearer x')).body.message, 'Bad credentials')
  const token = `Bearer ${github.tokenOf(7, github.app, ['read:user'])}`
  assert.equal((await ask(github, '/user', token)).status, 200)
  assert.equal((await ask(github, '/user/emails', token)).status, 404)
  github.limited = { kind: 'primary', status: 403 }
  const primary = await ask(github, '/user', token)
  assert.deepEqual([primary.status, primary.headers.get('x-ratelimit-remaining')], [403, '0'])
  github.limited = { kind: 'secondary', status: 429 }
  const secondary = await ask(github, '/user', token)
  assert.deepEqual([secondary.status, secondary.headers.get('retry-after')], [429, '60'])
})

test('a token is checked by the app it was issued to', async (t) => {
  const github = await start(t)
  const { app, otherApp } = github
  const check = async (body: unknown, by = app, at = by) => {
    const answer = await fetch(`${github.apiUrl}/applications/${at.clientId}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${by.clientId}:${by.clientSecret}`)}` },
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, Record<string, unknown>> }
  }
  const [ours, theirs] = [github.tokenOf(7, app), github.tokenOf(7, otherApp)]
  const right = await check({ access_token: ours })
  assert.deepEqual([right.status, right.body.app?.client_id, right.body.user?.id], [200, app.clientId, 7])
  assert.equal((await check({ access_token: theirs })).status, 404)
  assert.equal((await check({ access_token: 'x' })).status, 404)
  assert.equal((await check({})).status, 422)
  assert.equal((await check({ access_token: ours }, otherApp, app)).status, 401)
})
