import { test } from 'node:test'
import { type Actor, signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { badToken, checkDifferences, type GoldenRow, runRows, type Send } from './golden-row.ts'

const section = { method: 'GET', path: '/profile/' }

type Row = GoldenRow<Actor>
type Headers = NonNullable<Row['headers']>

const noToken = { detail: 'Authentication credentials were not provided.' }
const notFound = { detail: 'Not found.' }
const wrongMethod = (method: string) => ({ detail: `Method "${method}" not allowed.` })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** The nine members of the profile, whatever their values. */
const profile = ({ id, email, username }: Actor) => ({
  id,
  email,
  username,
  is_email_verified: true,
  mfa_enabled: false,
  email_mfa_enabled: false,
  is_phone_verified: false,
  created_at: '<instant>',
  updated_at: '<instant>',
})

/** Sends with the token of the account. */
function signed(send: Send = {}): (actor: Actor) => Send {
  return ({ access }) => ({ ...send, headers: { ...send.headers, ...bearer(access) } })
}

type Old = { was?: string; headers?: Headers }

function answers(name: string, send: Row['send'], [status, body]: [number, unknown?], old: Old = {}): Row {
  return { case: name, send, status, ...(body === undefined ? {} : { body }), ...old }
}

const everywhere: Headers = {
  'content-type': /^application\/json(; charset=utf-8)?$/,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-length': /^\d+$/,
  vary: /origin/i,
  'set-cookie': null,
  server: null,
  'cache-control': 'no-store',
  'x-request-id': /^[\da-f-]{36}$/,
}
const challenge: Headers = { 'www-authenticate': 'Bearer realm="api"' }
const wrongPassword = { email: 'nobody@example.com', password: 'nope' }

const headers: readonly Row[] = [
  answers('headers of a 200', signed(), [200, profile], {
    headers: { ...everywhere, allow: null },
    was: '`Allow` and `Vary: Accept, Cookie` too, no charset, no `Cache-Control`',
  }),
  answers('headers of a 401', {}, [401, noToken], { headers: { ...everywhere, ...challenge } }),
  answers(
    'WWW-Authenticate on a 401 of login',
    { method: 'POST', path: '/login/', body: wrongPassword },
    [401, { detail: 'Invalid credentials.' }],
    { headers: challenge, was: 'absent' },
  ),
  ...['http://localhost:3000', 'http://127.0.0.1:3000', 'http://localhost:5173', 'http://127.0.0.1:5173'].map(
    (origin) =>
      answers(`CORS allowed origin ${origin}`, { headers: { origin } }, [401, noToken], {
        headers: { 'access-control-allow-origin': origin, 'access-control-allow-credentials': null },
      }),
  ),
  answers('CORS other origin', { headers: { origin: 'https://evil.example' } }, [401, noToken], {
    headers: { 'access-control-allow-origin': null },
  }),
  answers('CORS 404', { path: '/nope/', headers: { origin: 'http://localhost:3000' } }, [404, notFound], {
    headers: { 'access-control-allow-origin': 'http://localhost:3000' },
  }),
]

const allowed: Headers = {
  'access-control-allow-origin': 'http://localhost:3000',
  'access-control-allow-methods': 'DELETE, GET, OPTIONS, PATCH, POST, PUT',
  'access-control-max-age': '86400',
  'content-type': null,
}
const oldHeaders: Headers = Object.fromEntries([
  ['access-control-allow-headers', /^accept, authorization, content-type, user-agent, x-csrftoken, x-requested-with/],
])

function preflight(name: string, path: string, origin: string, expected: Headers): Row {
  const asked = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' }
  return answers(name, { method: 'OPTIONS', path, headers: asked, bare: true }, [200], { headers: expected })
}

function options(name: string, send: Row['send'], allow: string, was: string): Row {
  return answers(name, send, [204], { headers: { allow }, was })
}

const preflights: readonly Row[] = [
  preflight('CORS preflight', '/login/', 'http://localhost:3000', { ...allowed, ...oldHeaders }),
  preflight('CORS preflight other origin', '/login/', 'https://evil.example', { 'access-control-allow-origin': null }),
  preflight('CORS preflight without slash', '/login', 'http://localhost:3000', allowed),
  preflight('CORS preflight protected', '/profile/', 'http://localhost:3000', allowed),
  options(
    'OPTIONS login',
    { method: 'OPTIONS', path: '/login/' },
    'POST, OPTIONS',
    '200, a description of the endpoint',
  ),
  options(
    'OPTIONS verify-email',
    { method: 'OPTIONS', path: '/verify-email/' },
    'GET, HEAD, POST, OPTIONS',
    '200, a description of the endpoint',
  ),
  options('OPTIONS profile no auth', { method: 'OPTIONS' }, 'GET, HEAD, PATCH, OPTIONS', '401'),
]

const html404 = 'HTML 404'
const unknown = (name: string, send: Send) => answers(name, send, [404, notFound], { was: html404 })

const paths: readonly Row[] = [
  answers('GET profile without slash', signed({ path: '/profile' }), [200, profile], { was: '301' }),
  answers(
    'POST login without slash',
    { method: 'POST', path: '/login', body: { a: 1 } },
    [400, { detail: 'Email and password are required.' }],
    { was: '301' },
  ),
  answers('query kept', { path: '/verify-email?token=abc&x=1' }, [400, { detail: 'Invalid or expired token' }], {
    was: '301',
  }),
  unknown('unknown path', { path: '/nope/' }),
  unknown('unknown path POST', { method: 'POST', path: '/nope/', body: {} }),
  unknown('upper-case path', { path: '/PROFILE/' }),
  unknown('double slash', { path: '//profile/' }),
  unknown('/api/auth/', { path: '/' }),
  unknown('/health', { at: '/health' }),
  answers('root', { at: '/' }, [303], { headers: { location: '/api/docs/' }, was: html404 }),
  answers('/admin/', { at: '/admin/' }, [404, notFound], { was: '302 to an HTML login' }),
  answers('/admin/login/', { at: '/admin/login/' }, [404, notFound], { was: 'HTML login' }),
  answers('/accounts/login/', { at: '/accounts/login/' }, [404, notFound], { was: 'HTML login' }),
  answers('/accounts/signup/', { at: '/accounts/signup/' }, [404, notFound], { was: 'HTML sign-up' }),
  answers('/accounts/google/login/', { at: '/accounts/google/login/' }, [404, notFound], { was: '500' }),
  unknown('/static/x', { at: '/static/admin/css/base.css' }),
]

function refusedMethod(name: string, method: string, path: string, allow: string): Row {
  return answers(name, signed({ method, path, bare: true }), [405, wrongMethod(method)], { headers: { allow } })
}

const postOnly = ['register', 'login', 'refresh', 'logout', 'resend-verification', 'deactivate-account'].concat([
  'forgot-password',
  'reset-password',
  'change-password',
])

const methods: readonly Row[] = [
  ...postOnly.flatMap((name) => [
    refusedMethod(`PUT ${name}`, 'PUT', `/${name}/`, 'POST, OPTIONS'),
    refusedMethod(`DELETE ${name}`, 'DELETE', `/${name}/`, 'POST, OPTIONS'),
    refusedMethod(`GET ${name}`, 'GET', `/${name}/`, 'POST, OPTIONS'),
  ]),
  refusedMethod('PUT profile', 'PUT', '/profile/', 'GET, HEAD, PATCH, OPTIONS'),
  refusedMethod('PUT verify-email', 'PUT', '/verify-email/', 'GET, HEAD, POST, OPTIONS'),
  refusedMethod('TRACE', 'TRACE', '/profile/', 'GET, HEAD, PATCH, OPTIONS'),
  answers('DELETE profile no auth', { method: 'DELETE' }, [401, noToken], { headers: { allow: null } }),
  answers('DELETE change-password no auth', { method: 'DELETE', path: '/change-password/' }, [401, noToken]),
  answers('DELETE profile, bad token', { method: 'DELETE', headers: bearer('garbage') }, [401, badToken]),
  answers('lower method', signed({ method: 'FOO', bare: true }), [400, { detail: 'This is not an HTTP request.' }], {
    was: '405',
  }),
  answers('HEAD profile', signed({ method: 'HEAD' }), [200], { headers: { 'content-length': /^[1-9]\d+$/ } }),
]

const accepts: readonly Row[] = [
  answers('Accept html', signed({ headers: { accept: 'text/html' } }), [200, profile], { was: 'an HTML page' }),
  answers('Accept xml', signed({ headers: { accept: 'application/xml' } }), [200, profile], { was: '406' }),
  answers('Accept xml no auth', { headers: { accept: 'application/xml' } }, [401, noToken], { was: '406' }),
  answers('?format=json', signed({ path: '/profile/?format=json' }), [200, profile]),
  answers('?format=xml', signed({ path: '/profile/?format=xml' }), [200, profile], { was: '404' }),
  answers('Accept json;indent=4', signed({ headers: { accept: 'application/json; indent=4' } }), [200, profile], {
    was: '200, indented',
  }),
  answers('bad Host', { headers: { host: 'evil.example' }, bare: true }, [400, { detail: 'Invalid host.' }], {
    was: 'HTML 400',
  }),
]

const malformed = { raw: '{', headers: { 'content-type': 'application/json' } }

/** Preflight, host, path, token, method, body, fields: what comes first in this list is told first. */
const order: readonly Row[] = [
  answers(
    'preflight before Host',
    {
      method: 'OPTIONS',
      headers: { host: 'evil.example', origin: 'http://localhost:3000', 'access-control-request-method': 'GET' },
      bare: true,
    },
    [200],
  ),
  answers('Host before 404', { path: '/nope/', headers: { host: 'evil.example' }, bare: true }, [
    400,
    { detail: 'Invalid host.' },
  ]),
  answers('404 before Authorization', { path: '/nope/', headers: bearer('garbage') }, [404, notFound]),
  answers('Authorization before method', { method: 'PUT', ...malformed }, [401, noToken]),
  answers('Authorization before body', { method: 'POST', path: '/change-password/', ...malformed }, [401, noToken]),
  answers('method before body', signed({ method: 'PUT', ...malformed }), [405, wrongMethod('PUT')]),
]

test('conventions: headers, paths, methods', async (t) => {
  const server = await startServer(t)
  const known = await signUp(server)
  const rows = [...headers, ...preflights, ...paths, ...methods, ...accepts, ...order]
  await runRows(t, server, section, { rows, known })
  await t.test('differences', () => checkDifferences('Conventions: headers, paths, methods', rows))
})
