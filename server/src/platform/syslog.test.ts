import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import tls from 'node:tls'
import { refusingPort } from '../../test/gate.ts'
import { selfSigned } from '../../test/stand-ins/self-signed.ts'
import { openSyslog, syslogMessage } from './syslog.ts'

const line = {
  at: new Date('2030-01-31T12:00:00.123Z'),
  event: 'sign_in.succeeded',
  document: { event: 'sign_in.succeeded' },
}

/** A collector on loopback that takes one connection, and all that it was told. */
async function startCollector(t: TestContext, server: ReturnType<typeof createServer>) {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => void server.close())
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

test('a message has the head of RFC 5424, and the event as JSON behind it', () => {
  assert.match(
    syslogMessage(line),
    /^<86>1 2030-01-31T12:00:00\.123Z [!-~]+ kalosphere-auth \d+ sign_in\.succeeded - \{"event":"sign_in\.succeeded"\}$/,
  )
  assert.match(syslogMessage({ ...line, event: 'x'.repeat(40) }), / x{32} - /, 'a message id has 32 characters at most')
})

test('over a connection each message has its length in bytes before it', async (t) => {
  const told = Promise.withResolvers<string>()
  const port = await startCollector(
    t,
    createServer((socket) => told.resolve(text(socket))),
  )
  const sink = openSyslog({ by: 'tcp', host: '127.0.0.1', port })
  const accented = { ...line, document: { name: 'é' } }
  await sink.send([line, accented])
  sink.close()
  const framed = [line, accented].map((one) => `${Buffer.byteLength(syslogMessage(one))} ${syslogMessage(one)}`)
  assert.equal(await told.promise, framed.join(''))
})

test('tls takes a collector that is vouched for, and no other', async (t) => {
  const { key, cert } = selfSigned()
  const trusted = tls.getCACertificates('default')
  t.after(() => tls.setDefaultCACertificates(trusted))
  const told = Promise.withResolvers<string>()
  const server = tls.createServer({ key, cert }, (socket) => told.resolve(text(socket)))
  // A client that turns away from our certificate is an error on this side.
  server.on('tlsClientError', () => undefined)
  const port = await startCollector(t, server)
  const address = { by: 'tls', host: '127.0.0.1', port } as const
  await assert.rejects(openSyslog(address).send([line]), /self-signed certificate/)
  tls.setDefaultCACertificates([...trusted, cert])
  const sink = openSyslog(address)
  await sink.send([line])
  sink.close()
  assert.match(await told.promise, /^\d+ <86>1 /)
})

test('a collector that is not there is told at once, and found when it is', async (t) => {
  const port = await refusingPort(t)
  const sink = openSyslog({ by: 'tcp', host: '127.0.0.1', port })
  await assert.rejects(sink.send([line]), /ECONNREFUSED/)
  const told = Promise.withResolvers<string>()
  const server = createServer((socket) => told.resolve(text(socket)))
  await once(server.listen(port, '127.0.0.1'), 'listening')
  t.after(() => void server.close())
  await sink.send([line])
  sink.close()
  assert.match(await told.promise, /sign_in\.succeeded/)
})
