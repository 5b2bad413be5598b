import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { startServer, type TestServer } from '../harness.ts'
import { readOperations } from './operations.ts'
import { type RawAnswer, type RawRequest, sendBytes, sendRaw } from './raw-http.ts'
import { assertNoInsides, assertRefusal, assertUnharmed, headerOf } from './refusals.ts'

const json = 'Content-Type: application/json'
const login = '/api/auth/login/'

/** Requests by what is wrong with them, and the answer each gets. */
type Cases = readonly [about: string, request: RawRequest, status: number, word: string][]

async function assertAll(server: TestServer, cases: Cases): Promise<void> {
  for (const [about, request, status, word] of cases) {
    const answer = await sendRaw(server.origin, request)
    assertRefusal(answer, about)
    assert.deepEqual([answer.status, JSON.parse(answer.text).error], [status, word], about)
  }
  await assertUnharmed(server)
}

test('attack 68: an address that cannot be decoded or is too long is refused and ends nothing', async (t) => {
  const server = await startServer(t)
  await assertAll(server, [
    ['a bad percent sign', { line: 'GET /api/auth/%zz' }, 400, 'invalid_input'],
    ['a bad percent sign at the root', { line: 'GET /%' }, 400, 'invalid_input'],
    ['bytes that are not UTF-8', { line: 'GET /%ff%fe/' }, 400, 'invalid_input'],
    ['a lone surrogate', { line: 'GET /%ed%a0%80' }, 400, 'invalid_input'],
    ['the same by POST', { line: 'POST /api/auth/login%E0%A4%A/', headers: [json], body: '{}' }, 400, 'invalid_input'],
    ['NUL', { line: 'GET /api/auth/profile/%00' }, 404, 'not_found'],
    ['NUL as it is', { line: 'GET /api/auth/\0' }, 400, 'invalid_input'],
    ['10 kB', { line: `GET /api/${'a'.repeat(10_000)}` }, 404, 'not_found'],
    ['10 kB of steps', { line: `GET ${'/a'.repeat(5000)}` }, 404, 'not_found'],
    ['20 kB', { line: `GET /${'a'.repeat(20_000)}` }, 431, 'request_headers_too_large'],
    ['up and away', { line: 'GET /../../../../etc/passwd' }, 404, 'not_found'],
    ['up and away, encoded', { line: 'GET /api/docs/static/..%2f..%2f..%2fpackage.json' }, 404, 'not_found'],
    ['two slashes', { line: 'GET //api/auth/profile/' }, 404, 'not_found'],
    ['another case', { line: 'GET /API/AUTH/PROFILE/' }, 404, 'not_found'],
    ['a matrix parameter', { line: 'GET /api/auth/profile/;a=b' }, 404, 'not_found'],
    ['a query that cannot be decoded', { line: 'GET /api/auth/verify-email/?token=%zz' }, 400, 'invalid_token'],
    ['a doubled parameter', { line: 'GET /api/auth/verify-email/?token=a&token=b' }, 400, 'invalid_input'],
    ['a parameter by brackets', { line: 'GET /api/auth/verify-email/?token[]=a' }, 400, 'invalid_input'],
    ['a parameter of 9 kB', { line: `GET /api/auth/verify-email/?token=${'a'.repeat(9000)}` }, 400, 'invalid_input'],
  ])
})

test('attack 68: bytes that are not HTTP get a refusal like any other', async (t) => {
  const server = await startServer(t)
  const bytes: readonly (readonly [about: string, text: string, status: number])[] = [
    ['no method at all', '\r\n\r\n \r\n\r\n', 400],
    ['a method nobody knows', 'FOO /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['TLS on the plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['a version nobody speaks', 'GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n', 400],
    ['a header without a name', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n', 400],
    ['a folded header', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n c\r\n\r\n', 400],
    ['a header of 20 kB', `GET /healthz HTTP/1.1\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['2000 headers', `GET /healthz HTTP/1.1\r\n${'X-A: aaaaaaaa\r\n'.repeat(2000)}\r\n`, 431],
    ['two lengths', `POST ${login} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}`, 400],
    ['a length and chunks', `POST ${login} HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}`, 400],
    ['chunks of no size', `POST ${login} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ['a negative length', `POST ${login} HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n`, 400],
  ]
  for (const [about, text, status] of bytes) {
    const answer = await sendBytes(server.origin, Buffer.from(text, 'latin1'))
    assertRefusal(answer, about)
    assert.equal(answer.status, status, about)
    assert.equal(headerOf(answer, 'x-content-type-options'), 'nosniff', about)
  }
  await assertUnharmed(server)
})

test('a wrong, missing or senseless Content-Type is 415, and an encoding is not unpacked', async (t) => {
  const server = await startServer(t)
  const person = '{"email":"a@example.com","password":"x"}'
  const typed = (type: string): RawRequest => ({
    line: `POST ${login}`,
    headers: [`Content-Type: ${type}`],
    body: person,
  })
  const wrong = ['text/plain', 'text/html', 'application/xml', 'application/jsonx', 'multipart/form-data; boundary=b']
  const senseless = [';;;"', 'application', '/', `a/${'b'.repeat(3000)}`, 'application/json/json', '\xff\xfe']
  const bomb = Buffer.from('1f8b08000000000000ffabae05004398ecbf02000000', 'hex')
  await assertAll(server, [
    ...[...wrong, ...senseless].map((type): Cases[number] => [type, typed(type), 415, 'unsupported_media_type']),
    ['none', { line: `POST ${login}`, body: person }, 415, 'unsupported_media_type'],
    ['gzip', { line: `POST ${login}`, headers: [json, 'Content-Encoding: gzip'], body: bomb }, 400, 'malformed_body'],
  ])
})

test('attack 68: no Accept, Authorization, Cookie or other header moves the service to anything but its answer', async (t) => {
  const server = await startServer(t)
  const line = 'GET /api/auth/profile/'
  const accepts = ['image/png', '*/*;q=0', ';;;,,,', 'application/json;q=zz', 'x'.repeat(9000), '\xff', '../../x', '*']
  const odd = [
    ...accepts.map((accept) => `Accept: ${accept}`),
    ...[
      'Accept-Encoding: br;q=9, ,',
      'Accept-Language: %%%',
      'Range: bytes=0-,5-1,-9',
      'If-None-Match: *',
      'If-Match: x',
    ],
    ...['Expect: 200-maybe', 'Accept-Version: 9.9.9', 'X-HTTP-Method-Override: DELETE', 'X-Original-URL: /metrics'],
    ...[
      'Cookie: =; ;;==; a=%zz; refresh=%zz; device=\xff',
      `Cookie: device=${'a'.repeat(9000)}`,
      'Cookie: __proto__=x',
    ],
    ...[`X-Device-Token: ${'a'.repeat(9000)}`, 'X-Request-Id: forged\tid', 'Traceparent: 00-zz', 'Content-Length: 0'],
    ...['Origin: null', 'Origin: \xff', 'Sec-Fetch-Site: \xff', 'User-Agent: \xff\xfe', 'Authorization: Basic YTpi'],
  ]
  await assertAll(
    server,
    odd.map((header): Cases[number] => [header.slice(0, 60), { line, headers: [header] }, 401, 'not_authenticated']),
  )
  const tokens = ['a', `${'a'.repeat(9000)}`, '.'.repeat(9000), '..', 'null', '\xff\xff', 'e30.e30.', 'e30.e30.AA']
  await assertAll(
    server,
    tokens.map((token): Cases[number] => {
      return [token.slice(0, 20), { line, headers: [`Authorization: Bearer ${token}`] }, 401, 'token_not_valid']
    }),
  )
  const split = { line, headers: ['Authorization: Bearer a b'] }
  await assertAll(server, [['a token in two parts', split, 401, 'bad_authorization_header']])
})

test('every path answers every method: its own, 405 with Allow, or 401 where a stranger may not ask', async (t) => {
  const server = await startServer(t)
  const operations = await readOperations(server)
  const paths = [...new Set(operations.map(({ path }) => path))]
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'LOCK', 'M-SEARCH', 'REPORT']
  for (const path of paths) {
    const offered = operations.filter((operation) => operation.path === path).map(({ method }) => method)
    if (offered.includes('GET')) offered.push('HEAD')
    for (const method of methods.filter((candidate) => !offered.includes(candidate))) {
      const answer = await sendRaw(server.origin, { line: `${method} ${path}` })
      assert.ok(answer.status === 405 || answer.status === 401, `${method} ${path}: ${answer.status}`)
      if (method !== 'HEAD') assertRefusal(answer, `${method} ${path}`)
      if (answer.status === 405) assertAllow(answer, offered)
      assertNoInsides(answer.text, path)
    }
    const options = await sendRaw(server.origin, { line: `OPTIONS ${path}` })
    assert.deepEqual([options.status, options.text], [204, ''], path)
    assertAllow(options, offered)
  }
  await assertUnharmed(server)
})

function assertAllow(answer: RawAnswer, offered: readonly string[]): void {
  const allowed = headerOf(answer, 'allow')?.split(', ')
  assert.deepEqual(allowed?.toSorted(), [...offered, 'OPTIONS'].toSorted())
}

test('a client that hangs up in the middle, or asks for a tunnel, leaves no trace of a fault', async (t) => {
  const server = await startServer(t)
  const { hostname, port } = new URL(server.origin)
  const halves = [
    `POST ${login} HTTP/1.1\r\nHost: localhost\r\n${json}\r\nContent-Length: 100\r\n\r\n{"email":`,
    `POST ${login} HTTP/1.1\r\nHost: localhost\r\n${json}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"em`,
    'GET /healthz HTTP/1.1\r\nHos',
    'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  ]
  for (const half of halves) {
    const socket = connect(Number(port), hostname)
    socket.resume()
    socket.on('error', () => undefined)
    socket.end(half)
    await once(socket, 'close')
  }
  await assertUnharmed(server)
})
