import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerUnverified } from '../actors.ts'
import { sendRaw } from '../attacks/raw-http.ts'
import { headerOf } from '../attacks/refusals.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'

const byAddress = 'Host: 127.0.0.1:8000'
const navigate = 'Sec-Fetch-Mode: navigate'
const pages = ['/verify-email', '/reset-password', '/confirm-email-change', '/undo-email-change', '/forgot-password']
const documents = ['/api/docs/', '/api/docs']

async function ask(server: TestServer, line: string, ...headers: string[]) {
  const answer = await sendRaw(server.origin, { line, headers })
  return { ...answer, location: headerOf(answer, 'location') }
}

test('a browser that opens a page by 127.0.0.1 is led to the same page on localhost, where keys work', async (t) => {
  const server = await startServer(t)
  for (const path of [...pages, ...documents].flatMap((page) => [page, `${page}?token=a%2Fb&x=%0d%0a`])) {
    for (const host of [byAddress, 'Host: 127.0.0.1', 'Host: [::1]:9999']) {
      const led = await ask(server, `GET ${path}`, host, navigate)
      assert.deepEqual([led.status, led.location], [303, `http://localhost:8000${path}`], `${host} ${path}`)
      assert.equal(headerOf(led, 'cache-control'), 'no-store')
    }
  }
  const older = await ask(server, 'GET /forgot-password', byAddress, 'Accept: text/html,*/*;q=0.8')
  assert.equal(older.status, 303, 'a browser that tells it by Accept alone')
})

test('a mailed link that was opened by address works on, and is not used up on the way', async (t) => {
  const server = await startServer(t)
  const { email } = await registerUnverified(server)
  const token = tokenIn(await server.mailbox.last(email))
  const led = await ask(server, `GET /verify-email?token=${token}`, byAddress, navigate)
  assert.equal(led.location, `http://localhost:8000/verify-email?token=${token}`)
  const shown = await ask(server, `GET /verify-email?token=${token}`, 'Host: localhost:8000', navigate)
  assert.equal(shown.status, 200)
  assert.equal((await server.client().send('POST', '/verify-email', { form: { token } })).status, 200)
})

test('programs, calls of the API, files of the pages and what is sent by POST stay where they are', async (t) => {
  const server = await startServer(t)
  const stay: [line: string, ...headers: string[]][] = [
    ['GET /forgot-password'],
    ['GET /forgot-password', 'Accept: */*', 'Sec-Fetch-Mode: cors'],
    ['GET /api/docs/', 'Accept: application/json'],
    ['HEAD /forgot-password', navigate],
    ['POST /forgot-password', navigate],
    ['GET /pages.css', navigate],
    ['GET /api/docs/static/swagger-ui.css', navigate],
    ['GET /api/openapi.json', navigate],
    ['GET /api/auth/profile/', navigate],
    ['GET /api/auth/verify-email/?token=x', navigate, 'Accept: text/html'],
    ['GET /healthz', navigate],
    ['GET /nowhere', navigate],
  ]
  for (const [line, ...headers] of stay) {
    const answer = await ask(server, line, byAddress, ...headers)
    assert.equal(answer.location, undefined, line)
    assert.notEqual(answer.status, 303, line)
  }
  for (const host of ['Host: localhost:9000', 'Host: LOCALHOST']) {
    const answer = await ask(server, 'GET /forgot-password', host, navigate)
    assert.deepEqual([answer.status, answer.location], [200, undefined], host)
  }
})

test('where the browser is led comes from PUBLIC_URL alone', async (t) => {
  const server = await startServer(t, { PUBLIC_URL: 'http://localhost:4321/', ALLOWED_HOSTS: '*' })
  const led = await ask(
    server,
    'GET /forgot-password',
    'Host: 127.9.8.7:666',
    navigate,
    'X-Forwarded-Host: evil.example',
  )
  assert.equal(led.location, 'http://localhost:4321/forgot-password')
  for (const host of ['127.0.0.1.evil.example', 'evil.example', '127.0.0.1@evil.example', '10.0.0.1', '']) {
    const answer = await ask(server, 'GET /forgot-password', `Host: ${host}`, navigate)
    assert.equal(answer.location, undefined, host)
  }
  const whole = await ask(server, 'GET http://evil.example/forgot-password', byAddress, navigate)
  assert.equal(whole.location, undefined)
  const twoSlashes = await ask(server, 'GET //evil.example/forgot-password', byAddress, navigate)
  assert.doesNotMatch(twoSlashes.location ?? '', /evil/)
})

test('a service on a host of its own leads nobody to localhost', async (t) => {
  for (const PUBLIC_URL of ['https://auth.example.com', 'http://127.0.0.1:8000']) {
    const server = await startServer(t, { PUBLIC_URL })
    const answer = await ask(server, 'GET /forgot-password', byAddress, navigate)
    assert.deepEqual([answer.status, answer.location], [200, undefined], PUBLIC_URL)
  }
})
