import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import { startGithub } from '../../test/stand-ins/github.ts'
import { type Github, githubAccount } from '../../test/stand-ins/github-state.ts'
import { type Choice, signInAt } from '../../test/stand-ins/sign-in-at.ts'
import { Problem } from '../base/problem.ts'
import { secret } from '../base/secret.ts'
import type { GithubSettings } from '../platform/social-settings.ts'
import { exchangeGithubCode, githubAuthorizeUrl, identityOfGithubToken } from './github.ts'

const redirectUri = 'http://localhost:8000/api/auth/social/github/callback/'
const codeVerifier = 'v'.repeat(43)
const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
const app = { now: () => new Date() }

type Place = { readonly github: Github; readonly settings: GithubSettings }

async function start(t: TestContext, kind?: 'enterprise'): Promise<Place> {
  const github = await startGithub(t, redirectUri, kind)
  github.accounts.set(7, githubAccount(7, 'ada', { name: 'Ada' }))
  return { github, settings: settingsFor(github) }
}

function settingsFor({ url, apiUrl, app: { clientId, clientSecret } }: Github): GithubSettings {
  const scopes = ['read:user', 'user:email']
  const common = { id: 'github', name: 'GitHub', clientId, scopes, allowPrivate: true }
  return { ...common, kind: 'github', clientSecret: secret(clientSecret), url, apiUrl }
}

async function codeAt({ settings }: Place, choice: Choice = '7'): Promise<{ code: string; iss: string | undefined }> {
  const start = githubAuthorizeUrl(settings, { state: 's', codeChallenge, redirectUri })
  const { searchParams } = await signInAt(start.href, choice)
  return { code: String(searchParams.get('code')), iss: searchParams.get('iss') ?? undefined }
}

async function signIn(place: Place, more: { iss?: string; codeVerifier?: string; code?: string } = {}) {
  return exchangeGithubCode(app, place.settings, { redirectUri, codeVerifier, ...(await codeAt(place)), ...more })
}

/** The refusal has the code and the note, and tells no secret to a log. */
function fails(code: string, note: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof Problem, String(error))
    assert.equal(error.code, code, String(error.options.note))
    assert.match(error.options.note ?? '', note)
    const shown = inspect(error, { depth: 10 })
    for (const value of ['the secret of', codeVerifier, 'gho_']) assert.ok(!shown.includes(value), shown)
    return true
  }
}

const ada = {
  ...{ provider: 'github', subject: '7', email: 'ada@example.com', emailVerified: true },
  ...{ name: 'Ada', picture: 'https://avatars.example/u/7?v=4', username: 'ada' },
}

test('the address to sign in at', async (t) => {
  const { settings } = await start(t)
  const url = githubAuthorizeUrl(
    { ...settings, url: 'https://github.com' },
    { state: 's&t', codeChallenge, redirectUri },
  )
  assert.equal(`${url.origin}${url.pathname}`, 'https://github.com/login/oauth/authorize')
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    ...{ client_id: settings.clientId, redirect_uri: redirectUri, scope: 'read:user user:email', state: 's&t' },
    ...{ code_challenge: codeChallenge, code_challenge_method: 'S256' },
  })
})

for (const kind of [undefined, 'enterprise'] as const) {
  test(`a person signs in at ${kind ?? 'github.com'}, by code and by token`, async (t) => {
    const place = await start(t, kind)
    const { github, settings } = place
    const { identity, accessToken } = await signIn(place)
    assert.deepEqual(identity, { ...ada, issuer: github.url })
    assert.equal(github.tokens.get(accessToken)?.accountId, 7)
    github.asked.length = 0
    assert.deepEqual(await identityOfGithubToken(app, settings, github.tokenOf(7, github.app)), identity)
    assert.equal(github.asked[0], `POST /applications/${settings.clientId}/token`, 'the audience comes first')
    assert.deepEqual(github.asked.slice(1).sort(), ['GET /user', 'GET /user/emails'])
  })
}

test('attack 6: a token of another client opens nothing, and is used for nothing', async (t) => {
  const { github, settings } = await start(t)
  for (const token of [github.tokenOf(7, github.otherApp), 'unknown', 'a'.repeat(1000)]) {
    github.asked.length = 0
    await assert.rejects(identityOfGithubToken(app, settings, token), fails('provider_refused', /one of our client/))
    assert.equal(github.asked.length, 1)
  }
})

test('a token that is of no form of one is sent nowhere', async (t) => {
  const { github, settings } = await start(t)
  for (const token of ['', 'a b', 'a\r\nX: y', 'ä', '\0', 'a'.repeat(1001)])
    await assert.rejects(identityOfGithubToken(app, settings, token), fails('provider_refused', /form/))
  assert.deepEqual(github.asked, [])
})

test('a check that tells of another client does not pass', async (t) => {
  const { github, settings } = await start(t)
  const path = `/applications/${settings.clientId}/token`
  const others = [{ app: { client_id: 'x' } }, { app: { client_id: [settings.clientId] } }, { app: null }, {}, [], null]
  for (const body of [...others, 'x', { client_id: settings.clientId }]) {
    github.instead.set(path, body)
    const checked = identityOfGithubToken(app, settings, github.tokenOf(7, github.app))
    await assert.rejects(checked, fails('provider_refused', /another client/))
  }
  assert.equal(github.asked.filter((asked) => asked === 'GET /user').length, 0)
})

test('attack 4, defect 19: addresses that are not proven, names and addresses that are null', async (t) => {
  const { github, settings } = await start(t)
  const identify = () => identityOfGithubToken(app, settings, github.tokenOf(7, github.app))
  for (const verified of [false, 'false', 'true', 1, null]) {
    const emails = [
      { email: 'public@example.com', primary: false, verified: true, visibility: 'public' as const },
      { email: 'ada@example.com', primary: true, verified, visibility: null },
    ]
    github.accounts.set(7, githubAccount(7, 'ada', { emails, email: 'public@example.com' }))
    const { email, emailVerified, name, username } = await identify()
    assert.deepEqual([email, emailVerified, name, username], [undefined, false, undefined, 'ada'], String(verified))
  }
  github.accounts.set(7, githubAccount(7, 'ada', { emails: [] }))
  assert.deepEqual(await identify(), {
    ...{ ...ada, issuer: github.url, name: undefined, email: undefined, emailVerified: false },
  })
})

test('without the scope for addresses there is none', async (t) => {
  const { github, settings } = await start(t)
  const { email, subject } = await identityOfGithubToken(app, settings, github.tokenOf(7, github.app, ['read:user']))
  assert.deepEqual([email, subject], [undefined, '7'])
})

test('what GitHub does not take in exchange', async (t) => {
  const place = await start(t)
  const { github, settings } = place
  const bad = fails('provider_refused', /bad_verification_code/)
  await assert.rejects(signIn(place, { code: 'x' }), bad)
  await assert.rejects(signIn(place, { codeVerifier: 'w'.repeat(43) }), bad)
  const { code } = await codeAt(place)
  await exchangeGithubCode(app, settings, { code, codeVerifier, redirectUri })
  await assert.rejects(exchangeGithubCode(app, settings, { code, codeVerifier, redirectUri }), bad)
  const late = await codeAt(place)
  github.minutesAhead = 11
  await assert.rejects(exchangeGithubCode(app, settings, { ...late, codeVerifier, redirectUri }), bad)
  github.minutesAhead = 0
  github.accounts.set(7, githubAccount(7, 'ada', { emails: [] }))
  await assert.rejects(signIn(place), fails('provider_refused', /unverified_user_email/))
})

test('what only the operator can mend', async (t) => {
  const place = await start(t)
  const wrong = { ...place.settings, clientSecret: secret('the secret of nobody') }
  const { code } = await codeAt(place)
  const back = { code, codeVerifier, redirectUri }
  await assert.rejects(
    exchangeGithubCode(app, wrong, back),
    fails('provider_unavailable', /incorrect_client_credentials/),
  )
  const other = { ...back, redirectUri: `${redirectUri}x` }
  await assert.rejects(
    exchangeGithubCode(app, place.settings, other),
    fails('provider_unavailable', /redirect_uri_mismatch/),
  )
  const token = place.github.tokenOf(7, place.github.app)
  await assert.rejects(identityOfGithubToken(app, wrong, token), fails('provider_unavailable', /401 to the check/))
})

test('a code that comes with the name of another issuer is not redeemed', async (t) => {
  const place = await start(t)
  for (const iss of ['https://github.com/login/oauth', place.github.url, `${place.github.url}/login/oauth/`, ''])
    await assert.rejects(signIn(place, { iss }), fails('provider_refused', /another issuer/))
  assert.equal(place.github.tokens.size, 0)
})

test('a token that was taken back between two questions', async (t) => {
  const { github, settings } = await start(t)
  const token = github.tokenOf(7, github.app)
  github.accounts.delete(7)
  await assert.rejects(identityOfGithubToken(app, settings, token), fails('provider_refused', /401 to the token/))
})

test('GitHub asks to wait', async (t) => {
  const { github, settings } = await start(t)
  const token = github.tokenOf(7, github.app)
  for (const status of [403, 429] as const) {
    const waits = { primary: 3600, secondary: 60 }
    for (const kind of ['primary', 'secondary'] as const) {
      github.limited = { kind, status }
      await assert.rejects(identityOfGithubToken(app, settings, token), (error: Problem) => {
        const { retryAfter = 0 } = error.options
        assert.ok(retryAfter > waits[kind] - 5 && retryAfter <= waits[kind], String(retryAfter))
        return fails('provider_unavailable', /too often/)(error)
      })
    }
  }
})

const paths = ['/login/oauth/access_token', '/user', '/user/emails', '/applications/'] as const
for (const path of paths) {
  test(`GitHub fails at ${path}`, async (t) => {
    const place = await start(t)
    const { github, settings } = place
    const canary = await startGithub(t, redirectUri)
    const faults = ['down', 'html', 'error', 'endless', { redirectTo: `${canary.url}/user` }] as const
    for (const fault of faults) {
      github.faults.set(path, fault)
      const tried =
        path === '/applications/' ? identityOfGithubToken(app, settings, github.tokenOf(7, github.app)) : signIn(place)
      await assert.rejects(tried, fails('provider_unavailable', /./), inspect(fault))
    }
    assert.deepEqual(canary.asked, [], 'no redirect is followed')
  })
}

test('answers of another shape', async (t) => {
  const place = await start(t)
  const { github, settings } = place
  const identify = () => identityOfGithubToken(app, settings, github.tokenOf(7, github.app))
  const users = [null, [], 'x', {}, { id: '7' }, { id: 0 }, { id: -7 }, { id: 7.5 }, { id: 2 ** 53 }, { id: [7] }]
  for (const user of users) {
    github.instead.set('/user', user)
    await assert.rejects(identify(), fails('provider_unavailable', /no account/), inspect(user))
  }
  github.instead.set('/user', { id: 7, login: 5, name: {}, avatar_url: `https://x/${'y'.repeat(500)}` })
  const { subject, username, name, picture } = await identify()
  assert.deepEqual([subject, username, name, picture], ['7', undefined, undefined, undefined])
  for (const emails of [null, {}, 'x', { 0: {} }]) {
    github.instead.set('/user/emails', emails)
    await assert.rejects(identify(), fails('provider_unavailable', /no list/))
  }
})

test('private addresses are refused unless they are allowed', async (t) => {
  const { github, settings } = await start(t)
  const strict = { ...settings, allowPrivate: false }
  const token = github.tokenOf(7, github.app)
  await assert.rejects(identityOfGithubToken(app, strict, token), fails('provider_unavailable', /not called/))
  const local = { ...strict, apiUrl: settings.apiUrl.replace('http:', 'https:') }
  await assert.rejects(identityOfGithubToken(app, local, token), fails('provider_unavailable', /not called/))
  assert.deepEqual(github.asked, [])
})
