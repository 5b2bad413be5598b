import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { somebody } from '../actors.ts'
import { runChild, startChild } from '../child-service.ts'
import { makeGate, refusingPort } from '../gate.ts'
import { startServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { until } from '../until.ts'

/** A registration of which the service has seen the head and half the body. */
async function beginRegistration(origin: string, person: object) {
  const body = JSON.stringify(person)
  const { port, host } = new URL(origin)
  const socket = connect(Number(port), '127.0.0.1')
  await once(socket, 'connect')
  const head = [
    'POST /api/auth/register/ HTTP/1.1',
    `Host: ${host}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Expect: 100-continue',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  let said = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  // The service has read the head when it asks for the rest.
  await until('100 Continue', () => said.includes('100 Continue') || undefined)
  socket.write(body.slice(0, 10))
  const finish = async (): Promise<string> => {
    socket.write(body.slice(10))
    await once(socket, 'close')
    return said
  }
  return { finish }
}

function refuses(origin: string): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    socket.on('error', () => resolve(true)).on('connect', () => resolve(undefined))
    socket.on('connect', () => socket.destroy())
  })
}

test('SIGTERM: no new connections, the request under way is answered, the exit code is 0 within 10 s', async (t) => {
  const server = await startServer(t)
  const child = await startChild(t, storesOf(server))
  const person = somebody()
  const registration = await beginRegistration(child.origin, person)
  const started = performance.now()
  child.terminate()
  await until('the port to refuse', () => refuses(child.origin))
  const answer = await registration.finish()
  assert.match(answer, /HTTP\/1\.1 201 /)
  assert.equal(await child.ended, 0)
  assert.ok(performance.now() - started < 10_000)
  const query = server.app.db.selectFrom('account').select('id').where('email', '=', person.email)
  assert.ok(await query.executeTakeFirst(), 'what was acknowledged is stored')
})

test('SIGTERM: idle connections and mail that waits hold nothing up', async (t) => {
  const server = await startServer(t)
  const mail = { EMAIL_BACKEND: 'smtp', EMAIL_PORT: String(await refusingPort(t)) }
  const child = await startChild(t, { ...storesOf(server), ...mail })
  const person = somebody()
  assert.equal((await child.client().post('/api/auth/register/', person)).status, 201)
  const started = performance.now()
  child.terminate()
  assert.equal(await child.ended, 0)
  assert.ok(performance.now() - started < 6000, 'sooner than connections are cut off')
  server.clock.advance({ hours: 1 })
  assert.equal((await server.mailbox.to(person.email)).length, 1, 'another process sends what waited')
})

test('SIGTERM: a mail server that hangs does not hold the exit up for longer than 10 s', async (t) => {
  const server = await startServer(t)
  const gate = await makeGate(t, 9)
  gate.freeze()
  const child = await startChild(t, { ...storesOf(server), EMAIL_BACKEND: 'smtp', EMAIL_PORT: String(gate.port) })
  const person = somebody()
  assert.equal((await child.client().post('/api/auth/register/', person)).status, 201)
  const claimed = server.app.db.selectFrom('outbox').select('id').where('topic', '=', 'mail').where('attempts', '>', 0)
  await until('a delivery under way', async () => await claimed.executeTakeFirst())
  const started = performance.now()
  child.terminate()
  assert.equal(await child.ended, 0)
  assert.ok(performance.now() - started < 10_000, `${performance.now() - started} ms`)
  server.clock.advance({ minutes: 1 })
  assert.equal((await server.mailbox.to(person.email)).length, 1, 'nor is the mail lost, or its claim kept')
})

test('start: without its database the service says so and exits with 1', async (t) => {
  const port = await refusingPort(t)
  const { code, said } = await runChild(t, { DATABASE_URL: `postgres://nobody@127.0.0.1:${port}/nothing` })
  assert.equal(code, 1)
  assert.match(said, /The service does not start: .+/)
})

test('what nobody caught ends the process, with a line of the log that says so', async (t) => {
  const server = await startServer(t)
  // Something goes wrong beside every request, as soon as the service says that it is ready.
  const fault = `const write = process.stdout.write
    process.stdout.write = function (text) {
      if (String(text).includes('is ready')) Promise.reject(new TypeError('it was nobody’s'))
      return write.call(this, text)
    }`
  const preload = `--import=data:text/javascript,${encodeURIComponent(fault)}`
  const { code, said } = await runChild(t, { ...storesOf(server), NODE_OPTIONS: preload })
  assert.equal(code, 1)
  const lines = said.split('\n').filter((line) => line.startsWith('{"level":"fatal"'))
  assert.equal(lines.length, 1, said)
  const { err, origin, msg } = JSON.parse(lines[0] ?? '')
  assert.deepEqual([err.type, err.message, origin], ['TypeError', 'it was nobody’s', 'unhandledRejection'])
  assert.equal(msg, 'nobody caught this, the process ends')
})
