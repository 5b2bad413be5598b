import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { freePort } from '../../../scripts/testing/free-port.ts'
import { keepLog } from '../../src/audit/keep-log.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { makeLog } from '../../src/platform/log.ts'
import { openApp } from '../../src/platform/open-app.ts'
import { signUp } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import { faultsOf, recordMany } from '../audit-log.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { until } from '../until.ts'

type Line = Readonly<Record<string, unknown>> & { chain: string; position: number; event: string }

const linesIn = (printed: readonly string[]): Line[] =>
  printed
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('{"type":"audit"'))
    .map((line) => JSON.parse(line))

const placesOf = (lines: readonly Line[], chain: string) =>
  lines.filter((line) => line.chain === chain).map(({ position }) => position)

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

test('AUDIT_STREAM=stdout: each sealed event is one line, in the order of its chain, without who and from where', async (t) => {
  const server = await startServer(t, { AUDIT_STREAM: 'stdout' })
  const { app } = server
  const ana = await signUp(server)
  await server.client().post('/api/auth/login/', { email: ana.email, password: 'wrong' })
  await keepLog(app)
  await recordMany(app, 'password.changed', 450, [ana.id])
  await keepLog(app)
  await keepLog(app)
  const lines = linesIn(server.printed)
  const { length } = placesOf(lines, 'main')
  assert.deepEqual(placesOf(lines, 'main'), upTo(length))
  assert.ok(length > 450)
  assert.deepEqual(placesOf(lines, 'brief'), [1])
  const signedIn = lines.find(({ event }) => event === 'sign_in.succeeded')
  assert.deepEqual(Object.keys(signedIn ?? {}), [
    ...['type', 'chain', 'position', 'hash', 'id', 'at', 'event', 'subject', 'facts'],
  ])
  assert.deepEqual(signedIn?.facts, { method: 'pwd', newDevice: true })
  for (const trace of [ana.id, ana.username, ana.email, '127.0.0.1']) {
    assert.ok(!server.printed.join('').includes(trace), trace)
  }
})

test('AUDIT_STREAM_PERSONAL=True tells who and from where', async (t) => {
  const server = await startServer(t, { AUDIT_STREAM: 'stdout', AUDIT_STREAM_PERSONAL: 'True' })
  const ana = await signUp(server)
  await keepLog(server.app)
  const line = linesIn(server.printed).find(({ event }) => event === 'account.registered')
  assert.deepEqual([line?.account_id, line?.ip, line?.facts], [ana.id, '127.0.0.1', { username: ana.username }])
  assert.equal(typeof line?.request_id, 'string')
})

test('a stream that is switched on later tells what happens from then on', async (t) => {
  const before = await startServer(t)
  const ana = await signUp(before)
  await keepLog(before.app)
  const server = await startServer(t, { ...storesOf(before), AUDIT_STREAM: 'stdout' })
  await keepLog(server.app)
  assert.deepEqual(linesIn(server.printed), [])
  await server.client().post('/api/auth/login/', { email: ana.email, password: 'wrong' })
  await keepLog(server.app)
  assert.deepEqual(
    linesIn(server.printed).map(({ event }) => event),
    ['sign_in.failed'],
  )
})

test('several processes stream one log: every event once, each chain in its order', async (t) => {
  const server = await startServer(t, { AUDIT_STREAM: 'stdout' })
  const printed: string[] = []
  const { config } = loadConfig({ ...storesOf(server), LOG_LEVEL: 'silent', AUDIT_STREAM: 'stdout' })
  const others = [1, 2].map(() =>
    openApp(config, { now: server.clock.now, print: (text) => void printed.push(text), log: makeLog('silent') }),
  )
  atEnd(t, () => Promise.all(others.map((app) => app.close())))
  const apps = [server.app, ...others]
  await keepLog(server.app)
  for (let i = 0; i < 3; i++) {
    await recordMany(server.app, 'password.changed', 300, [randomUUID()])
    await Promise.all(apps.map((app) => keepLog(app)))
  }
  await keepLog(server.app)
  const places = placesOf(linesIn([...server.printed, ...printed]), 'main')
  assert.deepEqual(
    places.toSorted((a, b) => a - b),
    upTo(900),
  )
})

/** A collector on loopback that speaks RFC 6587, and can be away. */
async function startCollector(t: TestContext, path?: string) {
  const messages: string[] = []
  const sockets = new Set<Socket>()
  let server: Server | undefined
  const open = async (port: number): Promise<void> => {
    server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined))
      let rest = Buffer.alloc(0)
      socket.on('data', (chunk) => {
        rest = Buffer.concat([rest, Buffer.from(chunk)])
        for (let space = rest.indexOf(' '); space > 0; space = rest.indexOf(' ')) {
          const end = space + 1 + Number(rest.subarray(0, space))
          if (rest.length < end) return
          messages.push(rest.subarray(space + 1, end).toString())
          rest = rest.subarray(end)
        }
      })
    })
    await once(path ? server.listen(path) : server.listen(port, '127.0.0.1'), 'listening')
  }
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    server?.close()
  }
  atEnd(t, close)
  const port = path ? 0 : await freePort()
  await open(port)
  return { port, messages, close, open }
}

const header = /^<86>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ kalosphere-auth \d+ (\S+) - (\{.*\})$/

async function told({ app }: TestServer, messages: readonly string[], count: number): Promise<Line[]> {
  await keepLog(app)
  await until(`${count} messages`, () => (messages.length >= count ? true : undefined))
  return messages.map((message) => {
    const [, name, document = ''] = header.exec(message) ?? assert.fail(message)
    const line = JSON.parse(document)
    assert.equal(line.event, name)
    return line
  })
}

test('syslog over TCP: a collector that is away holds nobody up, and gets everything when it is back', async (t) => {
  const collector = await startCollector(t)
  const server = await startServer(t, {
    AUDIT_STREAM: 'syslog',
    AUDIT_SYSLOG_ADDRESS: `tcp://127.0.0.1:${collector.port}`,
    METRICS_TOKEN: 'a token for the metrics of tests',
  })
  const { app } = server
  await keepLog(app)
  await recordMany(app, 'password.changed', 250, [randomUUID()])
  assert.deepEqual(placesOf(await told(server, collector.messages, 250), 'main'), upTo(250))
  await collector.close()
  await recordMany(app, 'password.changed', 50, [randomUUID()])
  await until('the loss to be seen', async () => {
    await keepLog(app)
    server.clock.advance({ minutes: 1 })
    return server.log.some((line) => line.includes('could not be streamed')) ? true : undefined
  })
  const ana = await signUp(server)
  assert.equal((await ana.profile()).status, 200)
  const metrics = await server.client({ authorization: 'Bearer a token for the metrics of tests' }).get('/metrics')
  assert.match(metrics.text, /^kalosphere_audit_unstreamed [1-9]/m)
  assert.deepEqual(await faultsOf(app), [])
  await collector.open(collector.port)
  server.clock.advance({ minutes: 2 })
  const places = placesOf(await told(server, collector.messages, 300), 'main')
  assert.deepEqual([...new Set(places)], upTo(new Set(places).size), 'all of them, in their order')
  assert.ok(places.length >= 300)
})

test('syslog over UDP and over a socket of the machine', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-syslog-'))
  atEnd(t, () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'collector')
  const { messages } = await startCollector(t, path)
  const datagrams: string[] = []
  const udp = createSocket('udp4').on('message', (message) => void datagrams.push(message.toString()))
  udp.bind(0, '127.0.0.1')
  await once(udp, 'listening')
  atEnd(t, () => void udp.close())
  for (const [address, heard] of [
    [`udp://127.0.0.1:${udp.address().port}`, datagrams],
    [`unix:${path}`, messages],
  ] as const) {
    const server = await startServer(t, { AUDIT_STREAM: 'syslog', AUDIT_SYSLOG_ADDRESS: address })
    await keepLog(server.app)
    await recordMany(server.app, 'password.changed', 20, [randomUUID()])
    assert.deepEqual(placesOf(await told(server, heard, 20), 'main'), upTo(20), address)
  }
})
