import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { addEndpoint } from '../../src/events/manage-endpoints.ts'
import { startWorker } from '../../src/worker.ts'
import { signUp, somebody } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import type { Answer } from '../client.ts'
import { makeGate } from '../gate.ts'
import { startServer } from '../harness.ts'
import { startMailServer } from '../mail-server.ts'
import { storesOf } from '../same-stores.ts'
import { startReceiver } from '../stand-ins/webhook-receiver.ts'
import { store } from '../store.ts'
import { someNumber } from '../texts.ts'
import { startTwilio, textsBy } from '../twilio-server.ts'
import { until } from '../until.ts'
import { deliveriesOf, localHooks } from '../webhooks.ts'
import { long } from './scale.ts'

const onlyOnce = { skip: store === 'sqlite' ? false : 'the stores have no part in it' }
/** Who asks for something that needs nobody else waits less than for any of them: ten seconds at the least, in milliseconds. */
const requestMs = 9000
/** Longer than the longest attempt at a peer: a minute for a mail, with a margin. */
const attemptMs = 120_000

/** How a peer behaves to whoever connects. */
const moods: Readonly<Record<string, (socket: Socket) => void>> = {
  silent: () => undefined,
  'hangs up': (socket) => socket.destroy(),
  'talks nonsense': (socket) => socket.end('%$&!\0\xff 999 nonsense\r\n\r\nmore of it\r\n'),
  'talks without end': (socket) => {
    const more = (): void => {
      while (!socket.destroyed && socket.write('220-still greeting\r\n'.repeat(100)));
    }
    socket.on('drain', more)
    more()
  },
  ...(long ? { trickles: trickle } : {}),
}

/** A byte now and then never lets a single wait run out. */
function trickle(socket: Socket): void {
  const timer = setInterval(() => socket.write('2'), 2000)
  socket.on('close', () => clearInterval(timer))
}

async function startPeer(t: TestContext, behave: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).resume()
    behave(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(t, () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

/** Everything outside behind gates that can be led to a peer of another mood. */
async function startOutside(t: TestContext) {
  const mail = await startMailServer(t)
  const twilio = await startTwilio(t)
  const receiver = await startReceiver(t)
  const ports = [mail.port, Number(new URL(twilio.origin).port), Number(new URL(receiver.url).port)] as const
  const [mailGate, textGate, hookGate] = await Promise.all([
    makeGate(t, ports[0]),
    makeGate(t, ports[1]),
    makeGate(t, ports[2]),
  ])
  const gates = [mailGate, textGate, hookGate]
  return {
    mail,
    twilio,
    receiver,
    hookUrl: `http://127.0.0.1:${hookGate.port}/`,
    settings: {
      ...localHooks,
      ...textsBy(`http://127.0.0.1:${textGate.port}`),
      EMAIL_BACKEND: 'smtp',
      EMAIL_HOST: '127.0.0.1',
      EMAIL_PORT: String(mailGate.port),
    },
    leadAllTo: (port: number) => {
      for (const gate of gates) gate.turnTo(port)
    },
    /** What is still under way to the other peer ends. */
    async leadBack() {
      for (const [i, gate] of gates.entries()) {
        await gate.shut()
        gate.turnTo(ports[i] ?? 0)
        await gate.open()
      }
    },
  }
}

async function soon(what: string, ask: () => Promise<Answer>, within = requestMs): Promise<Answer> {
  const began = performance.now()
  const answer = await ask()
  const took = performance.now() - began
  assert.ok(took < within, `${what} took ${took} ms`)
  return answer
}

async function standFirm(t: TestContext, mood: string, behave: (socket: Socket) => void): Promise<void> {
  const first = await startServer(t)
  const ana = await signUp(first)
  const outside = await startOutside(t)
  const port = await startPeer(t, behave)
  const oidc = { id: 'acme', name: 'Acme', issuer: `http://127.0.0.1:${port}`, client_id: 'x', client_secret: 'y' }
  const providers = JSON.stringify([{ ...oidc, allow_private: true }])
  const server = await startServer(t, { ...storesOf(first), ...outside.settings, OIDC_PROVIDERS: providers })
  const hook = await addEndpoint(server.app, { url: outside.hookUrl, eventTypes: ['user.created'] })
  outside.leadAllTo(port)
  const worker = startWorker(server.app)
  atEnd(t, () => worker.stop())

  const person = somebody()
  const number = someNumber()
  const client = server.client()
  const made = await soon(`${mood}: register`, () => client.post('/api/auth/register/', person))
  assert.equal(made.status, 201)
  const asked = () => client.as(ana.access).post('/api/auth/mfa/sms/setup/', { phone_number: number })
  assert.equal((await soon(`${mood}: a text`, asked)).status, 200)
  const started = await soon(`${mood}: a provider`, () => client.get('/api/auth/social/acme/start/'), 40_000)
  assert.deepEqual([started.status, started.headers.get('location')?.includes('provider_unavailable')], [303, true])

  const { db } = server.app
  await until(
    `${mood}: an end of the attempts`,
    async () => {
      const waiting = await db.selectFrom('outbox').select(['topic', 'last_error as error']).execute()
      const [delivery] = await deliveriesOf(server, hook.id)
      const failed = ['mail', 'text'].every((topic) => waiting.some((one) => one.topic === topic && one.error))
      return (failed && delivery?.error) || undefined
    },
    attemptMs,
  )
  const meanwhile = await soon(`${mood}: another`, () => client.as(ana.access).get('/api/auth/profile/'))
  assert.equal(meanwhile.status, 200)
  await outside.leadBack()
  // Not so far that the text is not sent any more because its code has ended.
  let moved = 0
  await until(
    `${mood}: mail, text and webhook`,
    () => {
      if (moved++ < 200) server.clock.advance({ seconds: 1 })
      const mailed = outside.mail.received.some(({ to }) => to === person.email)
      const texted = outside.twilio.taken.some(({ To }) => To === number)
      return (mailed && texted && outside.receiver.calls.length > 0) || undefined
    },
    attemptMs,
  )
  assert.equal(outside.mail.received.filter(({ to }) => to === person.email).length, 1, `${mood}: once`)
}

test(
  `mail server, Twilio, webhook receiver and provider are ${Object.keys(moods).join(', ')}: requests are answered, all is sent later`,
  onlyOnce,
  async (t) => {
    await Promise.all(Object.entries(moods).map(([mood, behave]) => standFirm(t, mood, behave)))
  },
)
