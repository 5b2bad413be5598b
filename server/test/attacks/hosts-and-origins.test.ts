import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerVerified, somebody } from '../actors.ts'
import { startServer } from '../harness.ts'
import { sendRaw } from './raw-http.ts'
import { assertRefusal, headerOf } from './refusals.ts'

const json = 'Content-Type: application/json'
const profile = 'GET /api/auth/profile/'

/** The status of a guarded path: 401 where the host is let in, 400 where it is not. */
async function statusFor(origin: string, host: string, line = profile): Promise<number> {
  return (await sendRaw(origin, { line, headers: [`Host:${host === '' ? '' : ` ${host}`}`] })).status
}

test('only the hosts of ALLOWED_HOSTS are answered, whatever their case and port', async (t) => {
  const server = await startServer(t, { ALLOWED_HOSTS: 'Auth.Example.com, .example.org, [::1], 127.0.0.1' })
  const allowed = ['auth.example.com', 'AUTH.example.COM', 'auth.example.com:8000', 'auth.example.com:443', '127.0.0.1']
  const subdomains = ['example.org', 'a.example.org', 'a.b.example.org:80', 'A.EXAMPLE.ORG', '[::1]', '[::1]:8000']
  const foreign = ['evil.example', 'example.com', 'www.auth.example.com', 'auth.example.com.evil.example', 'localhost']
  const tricks = ['evilexample.org', 'example.org.evil.example', 'auth.example.com:80:80', 'auth.example.com:x', '']
  const more = [
    'auth.example.com,evil.example',
    'user@auth.example.com',
    'auth.example.com/evil',
    '.',
    'auth.example.com.',
  ]
  for (const host of [...allowed, ...subdomains]) assert.equal(await statusFor(server.origin, host), 401, host)
  for (const host of [...foreign, ...tricks, ...more]) assert.equal(await statusFor(server.origin, host), 400, host)
})

test('a refused host is told by a refusal like any other, before the guard and for unknown paths too', async (t) => {
  const server = await startServer(t)
  const headers = ['Host: evil.example']
  for (const line of [
    profile,
    'GET /',
    'GET /nothing',
    'GET /api/docs/',

    'PUT /api/auth/login/',
  ]) {
    const answer = await sendRaw(server.origin, { line, headers })
    assertRefusal(answer, line)
    assert.deepEqual(JSON.parse(answer.text), { detail: 'Invalid host.', error: 'bad_host' }, line)
  }
  const page = await sendRaw(server.origin, { line: 'GET /verify-email?token=a', headers })
  assert.equal(page.status, 400)
  assert.match(page.text, /Invalid host\./)
  const doubled = await sendRaw(server.origin, { line: profile, headers: ['Host: localhost', 'Host: evil.example'] })
  assert.equal(doubled.status, 400, 'two Host headers')
})

test('probes come by address: the host check lets /healthz and /readyz through and nothing else', async (t) => {
  const server = await startServer(t)
  for (const line of ['GET /healthz', 'GET /readyz', 'HEAD /healthz']) {
    assert.equal(await statusFor(server.origin, '10.1.2.3:9000', line), 200, line)
  }
  for (const line of ['GET /healthz/more', 'GET /api/openapi.json', 'GET /.well-known/jwks.json']) {
    assert.equal(await statusFor(server.origin, '10.1.2.3:9000', line), 400, line)
  }
})

test('attack 22: links in mails come from the settings, whatever the request says of its host', async (t) => {
  const settings = { FRONTEND_URL: 'https://app.example.com/account', ALLOWED_HOSTS: '*' }
  const server = await startServer(t, settings)
  const forged = [
    ...['Host: evil.example', 'X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: http', 'X-Forwarded-Port: 666'],
    ...['Forwarded: host=evil.example;proto=http', 'X-Host: evil.example', 'X-Forwarded-Server: evil.example'],
    ...['X-Original-URL: http://evil.example/', 'Origin: http://evil.example', 'Referer: http://evil.example/', json],
  ]
  const send = async (path: string, body: object) => {
    const line = `POST http://evil.example${path}`
    const answer = await sendRaw(server.origin, { line, headers: forged, body: JSON.stringify(body) })
    assert.ok(answer.status < 300, `${path}: ${answer.text}`)
    assert.doesNotMatch(answer.text + [...answer.headers.values()].join(), /evil/, path)
  }
  const [ana, person] = [await registerVerified(server), somebody('ben')]
  await send('/api/auth/register/', person)
  await send('/api/auth/resend-verification/', { email: person.email })
  await send('/api/auth/forgot-password/', { email: ana.email })
  await send('/api/auth/register/', { ...somebody('eve'), email: ana.email })
  const mails = await server.mailbox.all()
  assert.ok(mails.length >= 5)
  const links = mails.flatMap(({ text, html = '' }) => [...`${text} ${html}`.matchAll(/https?:\/\/[^\s"<>]+/g)])
  assert.ok(links.length >= 10)
  for (const [link] of links) assert.ok(link.startsWith('https://app.example.com/account/'), link)
  for (const { text, html } of mails) assert.doesNotMatch(`${text} ${html}`, /evil\.example/)
})

const listed = 'https://app.example.com'
const foreign: readonly string[] = [
  ...[
    'https://evil.example',
    'null',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://app.example.com.',
  ],
  ...['https://app.example.com.evil.example', 'https://evil-app.example.com', 'https://xapp.example.com', 'file://'],
  ...[
    'https://app.example.comevil',
    'https://app.example.com@evil.example',
    'https://APP.example.com',
    'app.example.com',
  ],
  ...['https://app.example.com/', 'https://app.example.com, https://evil.example', 'https://app.exämple.com'],
]

test('attack 83: another site may read an answer only if its origin is on the list, letter by letter', async (t) => {
  const server = await startServer(t, { CORS_ALLOWED_ORIGINS: `${listed},http://localhost:3000` })
  const preflight = 'OPTIONS /api/auth/profile/'
  const ask = (line: string, origin: string) =>
    sendRaw(server.origin, {
      line,
      headers: [
        `Origin: ${origin}`,
        'Access-Control-Request-Method: PATCH',
        'Access-Control-Request-Headers: authorization',
      ],
    })
  for (const line of [profile, preflight, 'GET /healthz', 'GET /nothing', 'PUT /api/auth/login/']) {
    const answer = await ask(line, listed)
    assert.equal(headerOf(answer, 'access-control-allow-origin'), listed, line)
    assert.match(headerOf(answer, 'vary') ?? '', /origin/i, line)
    assert.equal(headerOf(answer, 'access-control-allow-credentials'), undefined, line)
    for (const origin of foreign) {
      const refused = await ask(line, origin)
      assert.equal(headerOf(refused, 'access-control-allow-origin'), undefined, `${line} ${origin}`)
      assert.match(headerOf(refused, 'vary') ?? '', /origin/i, `${line} ${origin}`)
    }
  }
  const allowed = await ask(preflight, listed)
  assert.equal(allowed.status, 200)
  assert.equal(headerOf(allowed, 'access-control-allow-methods'), 'DELETE, GET, OPTIONS, PATCH, POST, PUT')
  assert.match(headerOf(allowed, 'access-control-allow-headers') ?? '', /authorization.*x-token-transport/)
  assert.equal(headerOf(allowed, 'access-control-max-age'), '86400')
})

test('a public service without a list lets no origin read, a local one the development servers', async (t) => {
  const ask = async (origin: string, from: string, host: string) => {
    const answer = await sendRaw(origin, { line: 'GET /healthz', headers: [`Origin: ${from}`, `Host: ${host}`] })
    return headerOf(answer, 'access-control-allow-origin')
  }
  const remote = await startServer(t, { PUBLIC_URL: 'https://auth.example.com' })
  for (const from of ['http://localhost:3000', 'https://auth.example.com', 'null', '*']) {
    assert.equal(await ask(remote.origin, from, 'auth.example.com'), undefined, from)
  }
  const local = await startServer(t)
  assert.equal(await ask(local.origin, 'http://localhost:3000', 'localhost'), 'http://localhost:3000')
  assert.equal(await ask(local.origin, 'http://localhost:3001', 'localhost'), undefined)
})
