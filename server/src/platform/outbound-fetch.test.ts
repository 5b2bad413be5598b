import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createPlainServer } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { type TestContext, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { createRemoteJWKSet, customFetch, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { outsideFetch } from './outbound-fetch.ts'

async function listen(t: TestContext, server: Server & { closeAllConnections: () => void }): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const localFetch = outsideFetch({ allowPrivate: true })

test('a fetch as libraries know it', async (t) => {
  const seen: unknown[] = []
  const server = createPlainServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { 'content-type': type, authorization } = request.headers
    seen.push({ method: request.method, type, authorization, body: Buffer.concat(chunks).toString() })
    response.setHeader('Set-Cookie', 'a=b').setHeader('Content-Type', 'application/json').end('{"a":1}')
  })
  const url = `http://127.0.0.1:${await listen(t, server)}/token`
  const headers = new Headers({ Authorization: 'Bearer x' })
  const answer = await localFetch(url, { method: 'POST', headers, body: new URLSearchParams({ a: 'b c' }) })
  assert.ok(answer instanceof Response)
  assert.deepEqual([answer.ok, answer.status, await answer.json()], [true, 200, { a: 1 }])
  assert.deepEqual([...answer.headers.keys()].includes('set-cookie'), false)
  const type = 'application/x-www-form-urlencoded;charset=UTF-8'
  assert.deepEqual(seen, [{ method: 'POST', type, authorization: 'Bearer x', body: 'a=b+c' }])
  await assert.rejects(localFetch(url, { method: 'POST', body: new ReadableStream() }), TypeError)
})

test('statuses without a body, and one that is none', async (t) => {
  let status = 204
  const server = createPlainServer(({ socket }) => socket.end(`HTTP/1.1 ${status} X\r\nLocation: /other\r\n\r\n`))
  const url = `http://127.0.0.1:${await listen(t, server)}/`
  for (status of [204, 302, 304]) assert.equal((await localFetch(url)).status, status)
  status = 101
  await assert.rejects(localFetch(url), { name: 'OutboundError', reason: 'away' })
})

test('the private is refused unless it is allowed', async () => {
  await assert.rejects(outsideFetch({})('https://127.0.0.1/'), { name: 'OutboundError', reason: 'forbidden' })
})

test('a key set is fetched through it', async (t) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: '1' }] })
  const server = createPlainServer((_, response) => void response.end(keys))
  const url = new URL(`http://127.0.0.1:${await listen(t, server)}/jwks`)
  const token = await new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'ES256', kid: '1' }).sign(privateKey)
  const { payload } = await jwtVerify(token, createRemoteJWKSet(url, { [customFetch]: localFetch }))
  assert.equal(payload.a, 1)
  await assert.rejects(jwtVerify(token, createRemoteJWKSet(url, { [customFetch]: outsideFetch({}) })))
})

test('the certificate must be of the name, whatever address is connected to', async (t) => {
  const { cert, key } = makeCertificate('service.example')
  const trusted = getCACertificates('default')
  setDefaultCACertificates([...trusted, cert])
  t.after(() => setDefaultCACertificates(trusted))
  const names: unknown[] = []
  const server = createServer({ cert, key }, (_, response) => void response.end('hit'))
  server.on('secureConnection', (socket) => names.push(socket.servername))
  const port = await listen(t, server)
  const fetchBy = outsideFetch({ allowPrivate: true, resolve: async () => ['127.0.0.1'] })
  assert.equal(await (await fetchBy(`https://service.example:${port}/`)).text(), 'hit')
  assert.deepEqual(names, ['service.example'])
  await assert.rejects(fetchBy(`https://other.example:${port}/`), { reason: 'away' })
  setDefaultCACertificates(trusted)
  await assert.rejects(fetchBy(`https://service.example:${port}/`), { reason: 'away' })
})

/** A certificate that signs itself, by X.509 (RFC 5280 section 4.1), for a year from yesterday. */
function makeCertificate(name: string): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsa = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'))
  const commonName = der(0x31, der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(name))))
  const subject = der(0x30, commonName)
  const alternative = der(0x04, der(0x30, der(0x82, Buffer.from(name))))
  const extension = der(0x30, Buffer.from('0603551d11', 'hex'), alternative)
  const signed = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsa,
    subject,
    der(0x30, utcTime(-1), utcTime(364)),
    subject,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, der(0x30, extension)),
  )
  const signature = sign('sha256', signed, privateKey)
  const cert = der(0x30, signed, ecdsa, der(0x03, Buffer.from([0]), signature)).toString('base64')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${cert}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  }
}

function utcTime(days: number): Buffer {
  const text = new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '')
  return der(0x17, Buffer.from(text.slice(2)))
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const { length } = body
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), body])
}
