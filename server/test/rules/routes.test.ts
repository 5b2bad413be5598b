import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fastJsonStringify from 'fast-json-stringify'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { type Operation, readOperations, type Schema } from '../attacks/operations.ts'
import { startServer, type TestServer } from '../harness.ts'
import { watchRoutes } from './served-routes.ts'

const api = '/api/auth'
const admin = '/api/admin'

/** What anybody may call. A new route comes into one of the two lists, on purpose. */
const publicRoutes: readonly string[] = [
  ...['GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /.well-known/jwks.json', 'GET /.well-known/public-key.pem'],
  ...['GET /', 'GET /api/openapi.json', 'GET /api/docs', 'GET /api/docs/json', 'GET /api/docs/yaml', 'OPTIONS *'],
  ...['GET /api/docs/static/*', 'GET /api/docs/static/index.html', 'GET /api/docs/static/swagger-initializer.js'],
  ...[`POST ${api}/register/`, `POST ${api}/login/`, `POST ${api}/refresh/`, `POST ${api}/logout/`],
  ...[`GET ${api}/verify-email/`, `POST ${api}/verify-email/`, `POST ${api}/resend-verification/`],
  ...[`POST ${api}/forgot-password/`, `POST ${api}/reset-password/`, `POST ${api}/token/verify/`],
  ...[`POST ${api}/profile/email/confirm/`, `POST ${api}/profile/email/undo/`],
  ...['GET /pages.css', 'GET /verify-email', 'POST /verify-email', 'GET /reset-password', 'POST /reset-password'],
  ...['GET /forgot-password', 'POST /forgot-password', 'GET /confirm-email-change', 'POST /confirm-email-change'],
  ...['GET /undo-email-change', 'POST /undo-email-change'],
  ...[`POST ${api}/login/passkey/options/`, `POST ${api}/login/passkey/`, `POST ${api}/login/mfa/options/`],
  ...[`POST ${api}/login/mfa/`, `POST ${api}/login/mfa/send/`, `POST ${api}/login/enrolled/`],
  ...[`POST ${api}/login/recover/`, `POST ${api}/login/recover/confirm/`, `POST ${api}/mfa/recovery/cancel/`],
  ...[`POST ${api}/introspect/`, `POST ${api}/revoke/`, 'GET /.well-known/revocations'],
  // By its ticket, which a session must have asked for.
  'GET /ws/notifications/',
  // The web application, which holds nothing of anybody.
  ...['GET /assets/*', 'GET /sign-in', 'GET /sign-up', 'GET /verify', 'GET /recover', 'GET /social', 'GET /account'],
  ...[
    'GET /enrol',
    'GET /second-factor',
    'GET /account/{page}',
    'GET /admin',
    'GET /admin/{page}',
    'GET /admin/people/{id}',
    'GET /admin/webhooks/{id}',
  ],
  ...['GET /cancel-factor-recovery', 'POST /cancel-factor-recovery'],
  ...[`GET ${api}/social/`, `GET ${api}/social/{provider}/start/`, `GET ${api}/social/{provider}/callback/`],
  ...[`POST ${api}/social/complete/`, `POST ${api}/social-login/`, `POST ${api}/social/link/undo/`],
  ...['GET /undo-social-link', 'POST /undo-social-link'],
  ...['GET /keep-account', 'POST /keep-account'],
  `POST ${api}/delete-account/cancel/`,
  ...['GET /this-was-not-me', 'POST /this-was-not-me', `POST ${api}/this-was-not-me/`],
  // By its one-time link, and only while there is no administrator.
  ...[`POST ${api}/first-admin/`, 'GET /first-admin', 'POST /first-admin'],
]

/** What only a signed-in person may call. */
const guardedRoutes: readonly string[] = [
  ...[`GET ${api}/profile/`, `PATCH ${api}/profile/`, `POST ${api}/profile/email/`],
  ...[`POST ${api}/change-password/`, `POST ${api}/deactivate-account/`, `GET ${api}/activity/`],
  ...[`GET ${api}/profile/export/`, `POST ${api}/delete-account/`],
  ...[`GET ${api}/sessions/`, `DELETE ${api}/sessions/`, `DELETE ${api}/sessions/{id}/`],
  ...[`GET ${api}/notifications/`, `POST ${api}/notifications/read/`, `POST ${api}/notifications/ticket/`],
  ...[`GET ${api}/devices/`, `PATCH ${api}/devices/{id}/`, `DELETE ${api}/devices/{id}/`],
  ...[`POST ${api}/reauthenticate/`, `POST ${api}/reauthenticate/send/`, `POST ${api}/reauthenticate/options/`],
  ...['options', 'verify'].map((step) => `POST ${api}/mfa/webauthn/register/${step}/`),
  ...[`GET ${api}/mfa/webauthn/`, `PATCH ${api}/mfa/webauthn/{id}/`, `DELETE ${api}/mfa/webauthn/{id}/`],
  ...[`GET ${api}/mfa/`, `POST ${api}/mfa/backup-codes/`, `GET ${api}/mfa/totp/setup/`, `POST ${api}/mfa/totp/setup/`],
  ...[`POST ${api}/mfa/totp/verify/`, `POST ${api}/mfa/totp/disable/`],
  ...['setup', 'verify', 'disable'].map((act) => `POST ${api}/mfa/email/${act}/`),
  ...['setup', 'verify', 'disable'].map((act) => `POST ${api}/mfa/sms/${act}/`),
  ...[`GET ${api}/social/links/`, `POST ${api}/social/link/complete/`],
  ...['POST', 'DELETE'].map((method) => `${method} ${api}/social/{provider}/link/`),
  ...[`GET ${admin}/users/`, `GET ${admin}/users/{id}/`, `PATCH ${admin}/users/{id}/`, `POST ${admin}/users/bulk/`],
  ...[`POST ${admin}/users/`, `POST ${admin}/users/export/`],
  ...['lock', 'unlock', 'deactivate', 'reactivate', 'role', 'erase', 'end-sessions', 'sessions/{session}/end'].map(
    (act) => `POST ${admin}/users/{id}/${act}/`,
  ),
  ...[`GET ${admin}/audit/`, `POST ${admin}/audit/export/`, `POST ${admin}/audit/verify/`, `GET ${admin}/statistics/`],
  ...[`GET ${admin}/sessions/`, `GET ${admin}/outbox/`, `POST ${admin}/outbox/retry/`, `GET ${admin}/settings/`],
  `GET ${admin}/health/`,
  ...[`GET ${admin}/blocks/`, `POST ${admin}/blocks/lift/`, `GET ${admin}/keys/`, `POST ${admin}/keys/rotate/`],
  ...[`GET ${admin}/services/`, `POST ${admin}/services/`],
  ...['rotate', 'remove'].map((act) => `POST ${admin}/services/{client_id}/${act}/`),
  ...[`GET ${admin}/webhooks/`, `POST ${admin}/webhooks/`, `GET ${admin}/webhooks/{id}/deliveries/`],
  ...['rotate', 'pause', 'resume', 'remove', 'test', 'replay'].map((act) => `POST ${admin}/webhooks/{id}/${act}/`),
  ...['verify-email', 'send-verification', 'send-reset', 'reset-factors'].map(
    (act) => `POST ${admin}/users/{id}/${act}/`,
  ),
]

function startWatched(t: TestContext) {
  return watchRoutes(() => startServer(t, { METRICS_TOKEN: 'a token for the metrics of tests' }))
}

test('the routes that are served are those of the inventory, and guarded are those that shall be', async (t) => {
  const { routes } = await startWatched(t)
  const named = (guarded: boolean) => routes.filter((route) => route.guarded === guarded).map(({ name }) => name)
  assert.deepEqual(named(false).toSorted(), publicRoutes.toSorted())
  assert.deepEqual(named(true).toSorted(), guardedRoutes.toSorted())
})

test('what ends access and heals an account is refused later than the rest under load', async (t) => {
  const { routes } = await startWatched(t)
  const finishing = routes.filter((route) => route.finishing).map(({ name }) => name)
  const healing = [
    ...['logout', 'revoke', 'this-was-not-me', 'reset-password', 'verify-email'].map((act) => `POST ${api}/${act}/`),
    ...[`DELETE ${api}/sessions/`, `DELETE ${api}/sessions/{id}/`],
    ...['POST /this-was-not-me', 'POST /reset-password', 'POST /verify-email'],
  ]
  assert.deepEqual(new Set(healing).difference(new Set(finishing)), new Set())
})

type BadToken = readonly [about: string, authorization: string | undefined, word: string]

/** Tokens that open nothing, each for a reason of its own. */
async function badTokens(server: TestServer): Promise<BadToken[]> {
  const [ana, left, gone, erased] = [
    await signUp(server),
    await signUp(server),
    await signUp(server),
    await signUp(server),
  ]
  await server.client().post(`${api}/logout/`, { refresh: left.refresh })
  const off = { password: gone.password, confirm_deactivation: true }
  assert.equal((await gone.client().post(`${api}/deactivate-account/`, off)).status, 200)
  await server.app.db.deleteFrom('account').where('id', '=', erased.id).execute()
  const other = await elsewhere(server, ana)
  const bad = (about: string, token: string, word = 'token_not_valid'): BadToken => [about, `Bearer ${token}`, word]
  return [
    ['no token', undefined, 'not_authenticated'],
    ['another scheme', `Basic ${Buffer.from('ana:pw').toString('base64')}`, 'not_authenticated'],
    ['a scheme in lower case', `bearer ${ana.access}`, 'not_authenticated'],
    ['no token behind the scheme', 'Bearer', 'bad_authorization_header'],
    ['two tokens', `Bearer ${ana.access} ${ana.access}`, 'bad_authorization_header'],
    bad('a refresh token', ana.refresh),
    bad('a device token', ana.deviceToken),
    ...tamperedWith(ana.access).map(([about, token]) => bad(about, token)),
    bad('a token of another service', other),
    bad('a token of a session that was signed out', left.access),
    bad('a token of a deactivated account', gone.access, 'user_inactive'),
    bad('a token of an account that is no more', erased.access, 'user_not_found'),
  ]
}

function tamperedWith(token: string): (readonly [about: string, token: string])[] {
  const [head = '', body = '', signature = ''] = token.split('.')
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  const header = JSON.parse(Buffer.from(head, 'base64url').toString())
  const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  return [
    ['a token with another signature', `${head}.${body}.${flipped}`],
    ['a token with more rights', `${head}.${encode({ ...claims, roles: ['admin'] })}.${signature}`],
    ['a token that lives longer', `${head}.${encode({ ...claims, exp: claims.exp + 3600 })}.${signature}`],
    ['a token without signature', `${head}.${body}.`],
    ['a token of the algorithm none', `${encode({ ...header, alg: 'none' })}.${body}.`],
    ['a token with a blank', `${head}.${body}.${signature}=`],
  ]
}

/** A token in every way like ours, but signed by another key. */
async function elsewhere(server: TestServer, { access }: Actor): Promise<string> {
  const { generateSigningKey } = await import('../../src/keys/import-key.ts')
  const { signToken } = await import('../../src/keys/sign-token.ts')
  const claims = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString())
  const { keys } = (await server.client().get('/.well-known/jwks.json')).body
  return signToken({ ...generateSigningKey(), kid: keys[0].kid }, 'at+jwt', claims)
}

test('every answer that a route declares can be written', async (t) => {
  const { routes } = await startWatched(t)
  const answers = routes.flatMap(({ name, answers }) =>
    Object.entries(answers).map(([status, schema]) => [`${name} ${status}`, schema] as const),
  )
  for (const [name, schema] of answers) assert.doesNotThrow(() => fastJsonStringify(schema), name)
  assert.ok(answers.length > 1000)
})

test('every guarded route refuses whoever has no live token, before it looks at anything else', async (t) => {
  const { built: server, routes } = await startWatched(t)
  const tokens = await badTokens(server)
  const expired = await signUp(server)
  const refuse = async (path: string, [about, authorization, word]: BadToken) => {
    const [method = '', url = ''] = path.split(' ')
    const headers = authorization === undefined ? {} : { authorization }
    const body = method === 'GET' ? {} : { raw: '{' }
    const answer = await server.client(headers).send(method, url, body)
    assert.deepEqual([answer.status, answer.body.error], [401, word], `${path} with ${about}`)
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="api"')
  }
  const guarded = routes.filter((route) => route.guarded).map(({ name }) => name)
  for (const name of guarded) for (const token of tokens) await refuse(name, token)
  server.clock.advance({ minutes: 16 })
  for (const name of guarded) await refuse(name, ['an expired token', `Bearer ${expired.access}`, 'token_not_valid'])
})

test('a token in the address or the body opens nothing', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  for (const name of ['token', 'access_token', 'access', 'jwt', 'authorization', 'bearer']) {
    const answer = await server.client().get(`${api}/profile/?${name}=${encodeURIComponent(ana.access)}`)
    assert.equal(answer.status, 401, name)
  }
  const body = { access: ana.access, access_token: ana.access, username: 'x' }
  assert.equal((await server.client().send('PATCH', `${api}/profile/`, { body })).status, 401)
})

test('a session that ends on one device ends there alone, and at once', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const phone = onAnotherDevice(server, ana)
  await phone.login()
  await server.client().post(`${api}/logout/`, { refresh: phone.refresh })
  assert.deepEqual([(await phone.profile()).status, (await ana.profile()).status], [401, 200])
})

const guardWords = [
  'bad_authorization_header',
  'not_authenticated',
  'token_not_valid',
  'user_inactive',
  'user_not_found',
]

function wordsOf({ responses }: Operation, status: number): string[] {
  const [content] = Object.values(responses[status]?.content ?? {})
  return content?.schema?.properties?.error?.enum ?? []
}

test('every operation of the document has a name, words, a tag and its refusals', async (t) => {
  const { built: server, routes } = await startWatched(t)
  const operations = await readOperations(server)
  const described = operations.map(({ method, path }) => `${method} ${path}`)
  const ours = routes.filter(({ name }) => / \/api\/(auth|admin)\//.test(name)).map(({ name }) => name)
  assert.deepEqual(described.filter((name) => / \/api\/(auth|admin)\//.test(name)).toSorted(), ours.toSorted())
  const ids = operations.map(({ operationId }) => operationId)
  assert.equal(new Set(ids).size, operations.length, 'operation ids are unique')
  const { tags } = (await server.client().get('/api/openapi.json')).body
  const known = new Set(tags.map(({ name }: { name: string }) => name))
  for (const operation of operations) assertDescribed(operation, known)
})

function assertDescribed(operation: Operation, knownTags: ReadonlySet<unknown>): void {
  const { method, path, operationId, summary, tags = [], security, responses } = operation
  const name = `${method} ${path}`
  assert.match(operationId ?? '', /^[a-z][A-Za-z]+$/, name)
  assert.match(summary ?? '', /^[A-Z].{8,}[^.]$/, name)
  assert.ok(tags.length === 1 && knownTags.has(tags[0]), `${name}: ${tags}`)
  assert.ok(
    // Where a browser is sent on, that is the success.
    Object.keys(responses).some((status) => status.startsWith('2') || status === '101' || status === '303'),
    `${name} has no success`,
  )
  assert.deepEqual(wordsOf(operation, 500), ['internal_error'], name)
  assert.ok(wordsOf(operation, 400).includes('bad_host'), name)
  if (Object.keys(operation.fields).length > 0) assert.ok(wordsOf(operation, 400).includes('invalid_input'), name)
  if (!guardedRoutes.includes(name)) return
  assert.deepEqual(security, [{ bearer: [] }], name)
  for (const word of guardWords) assert.ok(wordsOf(operation, 401).includes(word), `${name} does not declare ${word}`)
}

/** The names of all members at any depth. */
function namesIn({ properties = {}, items, anyOf = [] }: Schema): string[] {
  const inner = [...Object.values(properties), ...(items ? [items] : []), ...anyOf]
  return [...Object.keys(properties), ...inner.flatMap(namesIn)]
}

/** Secrets that are made for their owner, who must see them once, and what is told about a password. */
const shown: Readonly<Record<string, readonly string[]>> = {
  'GET /api/auth/mfa/totp/setup/': ['secret', 'qr_code', 'qr_code_svg'],
  'POST /api/admin/audit/verify/': ['unsealed'],
  'POST /api/admin/services/': ['client_secret'],
  'POST /api/admin/services/{client_id}/rotate/': ['client_secret'],
  'POST /api/admin/webhooks/': ['secret'],
  'POST /api/admin/webhooks/{id}/rotate/': ['secret'],
  'GET /api/admin/users/{id}/': ['password_changed_at', 'password_disabled'],
}

test('attack 81: no answer of the document has a member for a password, a hash or another secret', async (t) => {
  const { built: server } = await startWatched(t)
  let members = 0
  for (const { method, path, responses } of await readOperations(server)) {
    for (const { content = {} } of Object.values(responses)) {
      for (const { schema = {} } of Object.values(content)) {
        const names = namesIn(schema)
        members += names.length
        const secret = names.filter((name) => /password|hash|secret|digest|salt|sealed|_key|code$/i.test(name))
        const allowed = shown[`${method} ${path}`] ?? []
        assert.deepEqual(
          secret.filter((name) => !allowed.includes(name)),
          [],
          `${method} ${path}`,
        )
      }
    }
  }
  assert.ok(members > 50)
})
