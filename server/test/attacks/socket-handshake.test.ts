import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, registerVerified, signUp } from '../actors.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer } from '../harness.ts'
import { askTicket, readNotices, refusedHandshake } from '../notice-reader.ts'
import { firstFactor, signUpWithTotp } from '../second-factor.ts'
import { sendRaw } from './raw-http.ts'
import { assertRefusal, assertUnharmed } from './refusals.ts'

const path = '/api/auth/notifications/ticket/'
const settings = {
  PUBLIC_URL: 'https://auth.example.com',
  FRONTEND_URL: 'https://account.example.com/here',
  CORS_ALLOWED_ORIGINS: 'https://app.example.com',
  ALLOWED_HOSTS: '127.0.0.1',
}

test('attack 46: a pending second factor, or the token that enrols one, gets no ticket and is none', async (t) => {
  const server = await startServer(t, { MFA_REQUIRED: 'all' })
  const ana = await registerVerified(server)
  const { body } = await ana.login()
  assert.equal(body.error, 'mfa_enrolment_required')
  const other = await startServer(t)
  const ben = await signUpWithTotp(other, 'ben')
  const pending = await firstFactor(onAnotherDevice(other, ben))
  const waiting = [
    [server, body.enrolment_token],
    [other, pending],
    [other, ben.refresh],
    [other, ben.deviceToken],
  ] as const
  for (const [{ client, origin }, token] of waiting) {
    const answer = await client().as(token).post(path)
    assert.deepEqual([answer.status, answer.body.error], [401, 'token_not_valid'])
    if (token.length !== 43) continue
    assert.equal((await refusedHandshake(t, origin, { ticket: token })).word, 'token_not_valid')
  }
  assert.equal((await ben.client().post(path)).status, 200, 'the session itself does')
})

test('attack 83: only pages of our own origins open a socket', async (t) => {
  const server = await startServer(t, settings)
  const ana = await signUp(server)
  const own = ['https://auth.example.com', 'https://account.example.com', 'https://app.example.com']
  const foreign = [
    ...['https://evil.example', 'null', '', 'https://app.example.com.evil.example', 'https://evil-app.example.com'],
    ...[
      'http://app.example.com',
      'https://app.example.com:8443',
      'https://app.example.com/',
      'https://APP.example.com',
    ],
    ...[
      'https://app.example.com, https://evil.example',
      'https://account.example.com/here',
      'app.example.com',
      'file://',
    ],
  ]
  for (const origin of own) {
    const ticket = await askTicket(ana.client(), { origin })
    const reader = await readNotices(t, server.origin, { ticket, headers: { origin } })
    reader.socket.close()
    await reader.end()
  }
  const ticket = await askTicket(ana.client(), { origin: 'https://app.example.com' })
  for (const origin of foreign) {
    const { status, word } = await refusedHandshake(t, server.origin, { ticket, headers: { origin } })
    assert.deepEqual([status, word], [403, 'cross_origin'], origin)
  }
  const stripped = { ticket, headers: { 'sec-fetch-mode': 'websocket', 'sec-fetch-site': 'cross-site' } }
  assert.equal((await refusedHandshake(t, server.origin, stripped)).word, 'cross_origin', 'a browser without one')
  const missing = await refusedHandshake(t, server.origin, { ticket })
  assert.deepEqual([missing.status, missing.word], [403, 'cross_origin'], 'the ticket of a page without one')
  await readNotices(t, server.origin, { ticket: await askTicket(ana.client()) })
})

test('a ticket opens one socket, once, for half a minute, as long as its session lives', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  const ticket = await askTicket(ana.client())
  const refuse = async (given: string) => {
    const { status, word, headers } = await refusedHandshake(t, server.origin, { ticket: given })
    assert.deepEqual([status, word], [401, 'token_not_valid'])
    assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/)
  }
  await readNotices(t, server.origin, { ticket })
  await refuse(ticket)
  await refuse('A'.repeat(43))
  const late = await askTicket(ana.client())
  server.clock.advance({ seconds: 31 })
  await refuse(late)
  const left = await askTicket(ben.client())
  await server.client().post('/api/auth/logout/', { refresh: ben.refresh })
  await refuse(left)
  const rows = await server.app.db.selectFrom('notice_ticket').select('token_digest').execute()
  for (const { token_digest: digest } of rows)
    assert.ok(![ticket, late, left].includes(digest), 'only digests are kept')
  assert.equal((await server.client().post(path)).status, 401)
  assert.doesNotMatch(server.log.join(), new RegExp(`${ticket}|${late}|${left}`))
})

test('of ten uses of a ticket at once one opens a socket', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const ticket = await askTicket(ana.client())
  const outcomes = await atOnce(10, async () => {
    const opening = readNotices(t, server.origin, { ticket })
    return opening.then(
      () => 'open',
      () => 'refused',
    )
  })
  assert.deepEqual(outcomes.filter((outcome) => outcome === 'open').length, 1)
})

test('a handshake that is none, or without a ticket, is refused like any other request', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const [key, version] = ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13']
  const upgrade = ['Upgrade: websocket', 'Connection: Upgrade, close']
  const proper = [...upgrade, key, version]
  const spoken = 'Sec-WebSocket-Protocol: kalosphere.notices.v1'
  const expected: readonly (readonly [status: number, line: string, headers: readonly string[]])[] = [
    [426, 'GET /ws/notifications/', []],
    [426, 'HEAD /ws/notifications/', proper],
    [405, 'POST /ws/notifications/', proper],
    [400, 'GET /ws/notifications/', [...upgrade, key, 'Sec-WebSocket-Version: 8']],
    [400, 'GET /ws/notifications/', [...upgrade, version]],
    [400, 'GET /ws/notifications/', ['Host: evil.example', ...proper]],
    [401, 'GET /ws/notifications/', proper],
    [401, 'GET /ws/notifications/', [...proper, spoken]],
    [401, 'GET /ws/notifications', [...proper, `${spoken}, ticket.${ana.access}`]],
    [401, `GET /ws/notifications/?ticket=${await askTicket(ana.client())}`, [...proper, spoken]],
    [401, 'GET /ws/notifications/', [...proper, `Authorization: Bearer ${ana.access}`, spoken]],
    [426, 'GET /ws/notifications/', [...proper, spoken, 'Content-Length: 0']],
    [401, 'GET /api/auth/profile/', proper],
    [404, 'GET /ws/', proper],
  ]
  for (const [status, line, headers] of expected) {
    const answer = await sendRaw(server.origin, { line, headers })
    assert.equal(answer.status, status, `${line} ${headers.join(' | ')}`)
    if (!line.startsWith('HEAD')) assertRefusal(answer, line)
  }
  await assertUnharmed(server)
})

test('tickets are limited for each account: thirty a minute', async (t) => {
  const server = await startServer(t, { RATELIMIT_ENABLE: 'True' })
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  // To the beginning of a window, so that all fall into one.
  server.clock.advance({ seconds: 60.1 - ((server.clock.now().getTime() / 1000) % 60) })
  const answers = await atOnce(32, () => ana.client().post(path))
  assert.deepEqual(tally(answers), { 200: 30, 429: 2 })
  assert.ok(answers.every(({ status, headers }) => status === 200 || headers.has('retry-after')))
  assert.equal((await ben.client().post(path)).status, 200)
})
