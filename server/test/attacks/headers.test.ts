import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { goToFarHour } from './far-hour.ts'
import { type RawAnswer, type RawRequest, sendRaw } from './raw-http.ts'
import { assertNoInsides, headerOf } from './refusals.ts'

const json = 'Content-Type: application/json'
const form = 'Content-Type: application/x-www-form-urlencoded'

/** One request for each kind of answer the service gives, with the status it gets. */
const kinds: readonly (readonly [about: string, status: number, request: RawRequest])[] = [
  ['200', 200, { line: 'GET /healthz' }],
  ['200 of the keys', 200, { line: 'GET /.well-known/jwks.json' }],
  ['200 of readiness', 200, { line: 'GET /readyz' }],
  ['200 of the document', 200, { line: 'GET /api/openapi.json' }],
  ['the documents page', 200, { line: 'GET /api/docs/' }],
  ['a script of the documents page', 200, { line: 'GET /api/docs/static/swagger-initializer.js' }],
  ['a style of the documents page', 200, { line: 'GET /api/docs/static/swagger-ui.css' }],
  ['a page', 200, { line: 'GET /verify-email?token=abc' }],
  ['the style of pages', 200, { line: 'GET /pages.css' }],
  ['a page that refuses', 400, { line: 'POST /verify-email', headers: [form], body: 'token=abc' }],
  ['a preflight', 200, { line: 'OPTIONS /api/auth/login/', headers: ['Access-Control-Request-Method: POST'] }],
  ['a way on', 303, { line: 'GET /' }],
  ['a way on to the documents', 303, { line: 'GET /api/docs' }],
  ['400 of fields', 400, { line: 'POST /api/auth/register/', headers: [json], body: '{}' }],
  ['400 of a body', 400, { line: 'POST /api/auth/login/', headers: [json], body: '{' }],
  ['400 of a host', 400, { line: 'GET /api/auth/profile/', headers: ['Host: evil.example'] }],
  ['400 of an address', 400, { line: 'GET /%zz' }],
  ['400 of bytes', 400, { line: 'FOO /' }],
  ['401', 401, { line: 'GET /api/auth/profile/' }],
  ['401 of a page of HEAD', 401, { line: 'HEAD /api/auth/profile/' }],
  ['404', 404, { line: 'GET /nothing/' }],
  ['404 of the API', 404, { line: 'GET /api/auth/nothing/' }],
  ['405', 405, { line: 'PUT /api/auth/login/' }],
  ['413', 413, { line: 'POST /api/auth/login/', headers: [json], body: ' '.repeat(70_000) }],
  ['415', 415, { line: 'POST /api/auth/login/', headers: ['Content-Type: text/plain'], body: 'a' }],
  ['415 of a page', 415, { line: 'POST /verify-email', headers: ['Content-Type: text/plain'], body: 'a' }],
  ['431', 431, { line: 'GET /healthz', headers: [`X-A: ${'a'.repeat(20_000)}`] }],
]

function assertSafe(answer: RawAnswer, about: string): void {
  const header = (name: string) => headerOf(answer, name)
  assert.equal(header('x-content-type-options'), 'nosniff', about)
  assert.equal(header('x-frame-options'), 'DENY', about)
  assert.match(header('content-security-policy') ?? '', /default-src 'none'/, about)
  assert.match(header('content-security-policy') ?? '', /frame-ancestors 'none'/, about)
  assert.match(header('x-request-id') ?? '', /^[0-9a-f-]{36}$/, about)
  assert.equal(header('strict-transport-security'), undefined, about)
  for (const name of ['server', 'x-powered-by', 'set-cookie'])
    assert.equal(header(name), undefined, `${about}: ${name}`)
  assert.ok(header('cache-control'), `${about}: Cache-Control`)
  assertNoInsides(answer.text, about)
}

test('every kind of answer has the security headers, an id, and says nothing of the machinery', async (t) => {
  const server = await startServer(t)
  const ids = new Set<string | undefined>()
  for (const [about, status, request] of kinds) {
    const answer = await sendRaw(server.origin, request)
    assert.equal(answer.status, status, `${about}: ${answer.text.slice(0, 200)}`)
    assertSafe(answer, about)
    if (request.line.includes(' /api/')) assert.equal(headerOf(answer, 'cache-control'), 'no-store', about)
    ids.add(headerOf(answer, 'x-request-id'))
  }
  assert.equal(ids.size, kinds.length, 'every answer has an id of its own')
})

test('what may be kept says so; nothing else may', async (t) => {
  const server = await startServer(t)
  const kept = kinds.filter(([, , { line }]) => /jwks|pages\.css/.test(line)).map(([about]) => about)
  for (const [about, , request] of kinds) {
    const control = headerOf(await sendRaw(server.origin, request), 'cache-control')
    assert.equal(control?.startsWith('public') ?? false, kept.includes(about), `${about}: ${control}`)
    if (!kept.includes(about)) assert.equal(control, 'no-store', about)
  }
  const ana = await signUp(server)
  for (const answer of [await ana.login(), await ana.renew(), await ana.profile()]) {
    assert.equal(answer.headers.get('cache-control'), 'no-store')
  }
})

test('attack 85: a fault of our own is 500 with an id and nothing of its cause, on pages and the API', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  // A table that is gone stands for every fault that nobody thought of.
  await server.app.db.schema.dropTable('proof').execute()
  const broken: readonly RawRequest[] = [
    { line: 'POST /api/auth/verify-email/', headers: [json], body: '{"token":"abc"}' },
    { line: 'POST /verify-email', headers: [form], body: 'token=abc' },
    { line: 'GET /api/auth/verify-email/?token=abc' },
  ]
  for (const request of broken) {
    const answer = await sendRaw(server.origin, request)
    assert.equal(answer.status, 500)
    assertSafe(answer, request.line)
    assert.deepEqual(JSON.parse(answer.text), { detail: 'Internal server error.', error: 'internal_error' })
    const id = headerOf(answer, 'x-request-id') ?? ''
    const line = server.log.find((text) => text.includes(id) && text.includes('"level":"error"'))
    assert.match(line ?? '', /no such table|does not exist/, 'the cause is in the log under the same id')
  }
  assert.equal((await ana.profile()).status, 200)
})

test('HSTS is sent with an https address and only then', async (t) => {
  const secure = await startServer(t, { PUBLIC_URL: 'https://auth.example.com' })
  const host = 'Host: auth.example.com'
  const asked: readonly RawRequest[] = [
    { line: 'GET /healthz', headers: [host] },
    { line: 'GET /api/auth/profile/', headers: [host] },
    { line: 'GET /forgot-password', headers: [host] },
    { line: 'GET /nothing', headers: [host] },
  ]
  for (const request of asked) {
    const sent = headerOf(await sendRaw(secure.origin, request), 'strict-transport-security')
    assert.match(sent ?? '', /^max-age=31536000; includeSubDomains$/, request.line)
  }
})

test('the content policies of pages and documents allow no script of others and no inline script', async (t) => {
  const server = await startServer(t)
  const policyOf = async (path: string) => {
    const policy = headerOf(await sendRaw(server.origin, { line: `GET ${path}` }), 'content-security-policy') ?? ''
    const directives = policy.split(';').map((directive) => directive.trim().split(/ +/))
    return new Map(directives.map(([name = '', ...values]) => [name, values.join(' ')]))
  }
  for (const path of ['/verify-email?token=a', '/reset-password?token=a', '/forgot-password', '/api/auth/profile/']) {
    const policy = await policyOf(path)
    assert.equal(policy.get('default-src'), "'none'", path)
    assert.equal(policy.has('script-src'), false, path)
    assert.equal(policy.get('base-uri'), "'none'", path)
  }
  const documents = await policyOf('/api/docs/')
  assert.equal(documents.get('script-src'), "'self'")
  assert.equal(documents.get('connect-src'), "'self'")
})

test('a method that fails leaves the 401 challenge and a lock its Retry-After', async (t) => {
  const server = await startServer(t, { MAX_LOGIN_ATTEMPTS: '1' })
  const body = '{"email":"nobody@example.com","password":"wrong-one"}'
  const login = (): Promise<RawAnswer> =>
    sendRaw(server.origin, { line: 'POST /api/auth/login/', headers: [json], body })
  const refused = await login()
  assert.deepEqual([refused.status, headerOf(refused, 'www-authenticate')], [401, 'Bearer realm="api"'])
  const locked = await login()
  assert.equal(locked.status, 423)
  assert.match(headerOf(locked, 'retry-after') ?? '', /^\d+$/)
  const limits = await startServer(t, { RATELIMIT_ENABLE: 'True' })
  goToFarHour(limits)
  const counted = await limits.client().post('/api/auth/forgot-password/', { email: 'a@example.com' })
  assert.match(counted.headers.get('ratelimit') ?? '', /^"forgot-password";r=59;t=\d+$/)
  assert.match(counted.headers.get('ratelimit-policy') ?? '', /^"forgot-password";q=60;w=3600$/)
})
