import { test } from 'node:test'
import { startServer } from '../harness.ts'
import { sendRaw } from './raw-http.ts'

test('probe', async (t) => {
  const server = await startServer(t)
  process.on('uncaughtException', (e) => console.log('UNCAUGHT', e.message))
  const cases: [string, Parameters<typeof sendRaw>[1]][] = [
    ['bad pct', { line: 'GET /api/auth/%zz' }],
    ['bad pct query', { line: 'GET /api/auth/verify-email/?token=%zz' }],
    ['overlong path', { line: `GET /${'a'.repeat(10000)}` }],
    ['overlong overlong', { line: `GET /${'a'.repeat(20000)}` }],
    ['huge header', { line: 'GET /healthz', headers: [`X-Big: ${'a'.repeat(20000)}`] }],
    ['TRACE', { line: 'TRACE /api/auth/login/' }],
    ['FOO', { line: 'FOO /api/auth/login/' }],
    ['PROPFIND', { line: 'PROPFIND /api/auth/login/' }],
    ['QUERY', { line: 'QUERY /api/auth/login/' }],
    ['CONNECT', { line: 'CONNECT /api/auth/login/' }],
    ['CONNECT h', { line: 'CONNECT localhost:80' }],
    ['HEAD', { line: 'HEAD /api/auth/login/' }],
    ['OPTIONS', { line: 'OPTIONS /api/auth/login/' }],
    ['OPTIONS *', { line: 'OPTIONS *' }],
    ['PUT', { line: 'PUT /api/auth/login/' }],
    ['PREFLIGHT', { line: 'OPTIONS /api/auth/login/', headers: ['Origin: http://localhost:3000', 'Access-Control-Request-Method: POST'] }],
    ['PREFLIGHT foreign', { line: 'OPTIONS /api/auth/login/', headers: ['Origin: http://evil.example', 'Access-Control-Request-Method: POST'] }],
    ['bad host', { line: 'GET /api/auth/profile/', headers: ['Host: evil.example'] }],
    ['no host', { line: 'GET /api/auth/profile/', headers: ['Host:'] }],
    ['nul in path', { line: 'GET /api/auth/\0' }],
    ['pct nul in path', { line: 'GET /api/auth/%00' }],
    ['absolute uri', { line: 'GET http://evil.example/api/auth/profile/' }],
    ['double slash', { line: 'GET //api/auth/profile/' }],
    ['docs', { line: 'GET /api/docs/' }],
    ['docs noslash', { line: 'GET /api/docs' }],
    ['openapi', { line: 'GET /api/openapi.json' }],
    ['root', { line: 'GET /' }],
    ['page', { line: 'GET /verify-email?token=abc' }],
    ['page xss', { line: 'GET /verify-email?token=%22%3E%3Cscript%3E' }],
    ['page two tokens', { line: 'GET /verify-email?token=a&token=b' }],
    ['page 415', { line: 'POST /verify-email', headers: ['Content-Type: text/plain'], body: 'abc' }],
    ['page bad', { line: 'POST /verify-email', headers: ['Content-Type: application/x-www-form-urlencoded'], body: 'token=abc' }],
    ['page notoken', { line: 'POST /verify-email', headers: ['Content-Type: application/x-www-form-urlencoded'], body: 'x=abc' }],
    ['page json bad', { line: 'POST /verify-email', headers: ['Content-Type: application/json'], body: '{' }],
    ['page 405', { line: 'PUT /verify-email' }],
    ['te+cl', { line: 'POST /api/auth/login/', headers: ['Transfer-Encoding: chunked', 'Content-Length: 3', 'Content-Type: application/json'], body: '0\r\n\r\n' }],
    ['bad chunk', { line: 'POST /api/auth/login/', headers: ['Transfer-Encoding: chunked', 'Content-Type: application/json'], body: 'zz\r\n\r\n' }],
    ['gzip', { line: 'POST /api/auth/login/', headers: ['Content-Encoding: gzip', 'Content-Type: application/json'], body: Buffer.from([0x1f, 0x8b, 0, 0]) }],
    ['no ctype', { line: 'POST /api/auth/login/', body: '{}' }],
    ['ctype junk', { line: 'POST /api/auth/login/', headers: ['Content-Type: ;;;"'], body: '{}' }],
    ['ctype charset', { line: 'POST /api/auth/login/', headers: ['Content-Type: application/json; charset=utf-16'], body: '{}' }],
    ['big', { line: 'POST /api/auth/login/', headers: ['Content-Type: application/json'], body: `{"email":"a","password":"${'a'.repeat(1_000_000)}"}` }],
    ['expect', { line: 'POST /api/auth/login/', headers: ['Expect: 200-maybe', 'Content-Type: application/json'], body: '{}' }],
    ['upgrade', { line: 'GET /healthz', headers: ['Upgrade: websocket', 'Connection: Upgrade, close'] }],
    ['HTTP/2 pref', { line: 'PRI *' }],
    ['GET body', { line: 'GET /healthz', headers: ['Content-Type: application/json'], body: '{' }],
    ['junk auth', { line: 'GET /api/auth/profile/', headers: [`Authorization: Bearer ${'a'.repeat(9000)}`] }],
    ['two auth', { line: 'GET /api/auth/profile/', headers: ['Authorization: Bearer a', 'Authorization: Bearer b'] }],
    ['bad cookie', { line: 'POST /api/auth/refresh/', headers: ['Cookie: refresh=%zz; ;;==', 'Origin: http://localhost:8000'] }],
  ]
  for (const [name, request] of cases) {
    const answer = await sendRaw(server.origin, request).catch((e: Error) => e)
    if (answer instanceof Error) { console.log(`## ${name}: ERROR ${answer.message}`); continue }
    console.log(`## ${name}: ${answer.status} id=${answer.headers.has('x-request-id')} csp=${answer.headers.has('content-security-policy')} nosniff=${answer.headers.has('x-content-type-options')} cc=${answer.headers.get('cache-control')} ct=${answer.headers.get('content-type')} allow=${answer.headers.get('allow')} cors=${answer.headers.get('access-control-allow-origin')} ${JSON.stringify(answer.text.slice(0, 160))}`)
  }
  console.log(server.log.filter((l) => /"(error|fatal|warn)"/.test(l)).join(''))
})
