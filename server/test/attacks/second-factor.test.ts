import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { takeStep } from '../../src/mfa/factors.queries.ts'
import { onAnotherDevice, registerUnverified, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { atOnce, guess, statuses, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { mailAbout } from '../recover.ts'
import { watchRoutes } from '../rules/served-routes.ts'
import { storesOf } from '../same-stores.ts'
import { firstFactor, type Guarded, secondFactor, signUpWithTotp } from '../second-factor.ts'
import { codeAt, toStepStart, wrongCode } from '../totp-clock.ts'

/** The numbers are those of the list of known attacks. */
const api = '/api/auth'
const mfa = `${api}/mfa`

const rowsOf = (server: TestServer, table: 'session' | 'factor' | 'login_ticket') =>
  server.app.db.selectFrom(table).selectAll().execute()

/** A sign-in on the one factor that a remembered device is asked for. */
async function weakSession(guarded: Guarded): Promise<void> {
  const remembered = { code: guarded.freshCode(), remember_device: true }
  assert.equal((await secondFactor(guarded, await firstFactor(guarded), remembered)).status, 200)
  assert.equal((await guarded.login()).status, 200)
}

test('attack 21: nobody adds a factor to an account whose address is not proved', async (t) => {
  const server = await startServer(t)
  const fresh = await registerUnverified(server)
  const signIn = await server.client().post(`${api}/login/`, { email: fresh.email, password: fresh.password })
  assert.deepEqual([signIn.status, signIn.body.error], [401, 'email_not_verified'])
  const link = tokenIn(await server.mailbox.last(fresh.email))
  for (const path of ['totp/setup/', 'email/setup/']) {
    const method = path.startsWith('totp') ? 'GET' : 'POST'
    assert.equal((await server.client().send(method, `${mfa}/${path}`)).status, 401)
    assert.equal((await server.client().as(link).send(method, `${mfa}/${path}`)).status, 401)
  }
  assert.deepEqual(await rowsOf(server, 'factor'), [])
})

/** The right code on every path that takes one. */
async function everyPath(server: TestServer, ana: Guarded, ticket: string): Promise<number[]> {
  const code = ana.freshCode()
  const signedIn = ana.client()
  return statuses([
    await server.client().post(`${api}/login/mfa/`, { mfa_token: ticket, method: 'totp', code }),
    await signedIn.post(`${mfa}/totp/verify/`, { token: code }),
    await signedIn.post(`${api}/reauthenticate/`, { method: 'totp', code }),
    await signedIn.post(`${mfa}/totp/disable/`, { token: code }),
  ])
}

test('attack 41: a factor that rests after wrong guesses rests on every path', async (t) => {
  const server = await startServer(t)
  const wrongOn: ((ana: Guarded, ticket: string, code: string) => Promise<Answer>)[] = [
    (ana, ticket, code) => secondFactor(ana, ticket, { code }),
    (ana, _ticket, token) => ana.client().post(`${mfa}/totp/verify/`, { token }),
    (ana, _ticket, code) => ana.client().post(`${api}/reauthenticate/`, { method: 'totp', code }),
    (ana, _ticket, token) => ana.client().post(`${mfa}/totp/disable/`, { token }),
  ]
  for (const wrong of wrongOn) {
    const ana = await signUpWithTotp(server)
    const ticket = await firstFactor(ana)
    for (let i = 0; i < 5; i++) assert.equal((await wrong(ana, ticket, wrongCode(server, ana.secret))).status, 400)
    assert.deepEqual(await everyPath(server, ana, ticket), [429, 429, 429, 429])
  }
})

test('attack 41: a locked account gets no ticket, and no factor opens it', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  await guess(server.client(), ana.email, 5)
  const locked = await onAnotherDevice(server, ana).login()
  assert.deepEqual([locked.status, locked.body.mfa_token], [423, undefined])
  assert.deepEqual(await rowsOf(server, 'login_ticket'), [])
})

const anyId = '00000000-0000-4000-8000-000000000000'

test('attack 45: the ticket of a waiting sign-in opens nothing, on any route', async (t) => {
  const { built: server, routes } = await watchRoutes(() => startServer(t))
  const ana = await signUpWithTotp(server)
  const before = (await rowsOf(server, 'session')).length
  const asked = await onAnotherDevice(server, ana).login({
    'x-token-transport': 'cookie',
    origin: 'http://localhost:8000',
  })
  assert.deepEqual([asked.status, asked.body.error], [403, 'mfa_required'])
  assert.deepEqual(asked.headers.getSetCookie(), [])
  const ticket = asked.body.mfa_token
  const guarded = routes.filter((route) => route.guarded)
  assert.ok(guarded.length > 10, 'the list of routes is not empty')
  for (const { name } of guarded) {
    const [method = '', path = ''] = name.split(' ')
    const answer = await server
      .client()
      .as(ticket)
      .send(method, path.replaceAll(/\{\w+\}/g, anyId))
    assert.equal(answer.status, 401, name)
  }
  assert.equal((await server.client().post(`${api}/refresh/`, { refresh: ticket })).status, 401)
  assert.equal((await server.client().post(`${api}/logout/`, { refresh: ticket })).status, 400)
  assert.equal((await server.client().post(`${api}/token/verify/`, { token: ticket })).status, 401)
  assert.equal((await rowsOf(server, 'session')).length, before, 'no session waits for its factor')
  for (const mfa_token of [ana.access, ana.refresh]) {
    const body = { mfa_token, method: 'totp', code: ana.freshCode() }
    assert.equal((await server.client().post(`${api}/login/mfa/`, body)).status, 400, 'and no token is a ticket')
  }
})

test('attack 47: one kind of proof, however often, is one factor', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  await weakSession(ana)
  for (let i = 0; i < 2; i++) {
    const again = await ana.client().post(`${api}/reauthenticate/`, { password: ana.password })
    ana.access = again.body.access
    assert.equal((await ana.renew()).status, 200)
    const { amr, acr } = decodeJwt(ana.access)
    assert.deepEqual([amr, acr], [['pwd'], 'aal1'])
  }
})

test('attack 47: a code that was mailed for something else is no second factor', async (t) => {
  const server = await startServer(t)
  const ben = await signUp(server, 'ben')
  const client = ben.client()
  await client.post(`${mfa}/email/setup/`)
  const first = codeIn(await mailAbout(server, ben.email, 'verification code'))
  assert.equal((await client.post(`${mfa}/email/verify/`, { code: first })).status, 200)
  const ticket = await firstFactor(ben)
  await client.post(`${mfa}/email/setup/`)
  const codes = [first, codeIn(await mailAbout(server, ben.email, 'verification code'))]
  await server.client().post(`${api}/forgot-password/`, { email: ben.email })
  codes.push(codeIn(await mailAbout(server, ben.email, 'Reset your')))
  for (const code of codes) assert.equal((await secondFactor(ben, ticket, { method: 'email', code })).status, 400)
})

test('attack 48: a code of the app counts once, whatever it was used for', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  toStepStart(server)
  const { secret } = (await ana.client().get(`${mfa}/totp/setup/`)).body
  const confirming = codeAt(server, secret, 0)
  const confirm = () => ana.client().post(`${mfa}/totp/setup/`, { token: confirming })
  assert.deepEqual(tally(await atOnce(5, confirm)), { 200: 1, 400: 4 })
  const ways: ((code: string) => Promise<Answer>)[] = [
    (code) => ana.client().post(`${mfa}/totp/verify/`, { token: code }),
    async (code) => {
      const answer = await ana.client().post(`${api}/reauthenticate/`, { method: 'totp', code })
      ana.access = answer.body.access ?? ana.access
      return answer
    },
    async (code) => secondFactor(ana, await firstFactor(ana), { code }),
  ]
  for (const way of ways) assert.equal((await way(confirming)).status, 400, 'it confirmed the app already')
  for (const way of ways) {
    server.clock.advance({ seconds: 30 })
    const code = codeAt(server, secret, 0)
    assert.equal((await way(code)).status, 200)
    assert.equal((await ana.client().post(`${mfa}/totp/disable/`, { token: code })).status, 400)
    for (const other of ways) assert.equal((await other(code)).status, 400)
  }
})

test('attack 48: no step before the last one used counts', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  server.clock.advance({ seconds: 90 })
  toStepStart(server)
  const verify = (token: string) => ana.client().post(`${mfa}/totp/verify/`, { token })
  const [earlier, newer, next] = [-30, 0, 30].map((seconds) => codeAt(server, ana.secret, seconds))
  assert.equal((await verify(newer ?? '')).status, 200)
  assert.equal((await verify(earlier ?? '')).status, 400)
  assert.equal((await verify(next ?? '')).status, 200, 'the window is one step ahead, too')
  assert.equal((await verify(newer ?? '')).status, 400)
})

test('attack 48: with TOTP_DRIFT=0 no code of the step before or after counts', async (t) => {
  const server = await startServer(t, { TOTP_DRIFT: '0' })
  toStepStart(server)
  const ana = await signUpWithTotp(server)
  server.clock.advance({ seconds: 90 })
  toStepStart(server)
  const verify = async (seconds: number): Promise<number> => {
    const token = codeAt(server, ana.secret, seconds)
    return (await ana.client().post(`${mfa}/totp/verify/`, { token })).status
  }
  assert.deepEqual([await verify(-30), await verify(30), await verify(0)], [400, 400, 200])
})

test('attack 48: of several processes that were given one code at once, one takes its step', async (t) => {
  const server = await startServer(t)
  const { app } = server
  const { id } = await signUpWithTotp(server)
  const step = Math.floor(app.now().getTime() / 30_000) + 2
  const take = (at: number) => takeStep(app.db, id, at)
  assert.deepEqual((await atOnce(5, () => take(step))).toSorted(), [false, false, false, false, true])
  assert.equal(await take(step - 1), false, 'nor one before it')
})

test('attack 48: one code sent to every path at once counts once', async (t) => {
  const server = await startServer(t)
  for (let round = 0; round < 3; round++) {
    const ana = await signUpWithTotp(server)
    const ticket = await firstFactor(ana)
    const code = ana.freshCode()
    const client = ana.client()
    const answers = await Promise.all([
      server.client().post(`${api}/login/mfa/`, { mfa_token: ticket, method: 'totp', code }),
      client.post(`${mfa}/totp/verify/`, { token: code }),
      client.post(`${api}/reauthenticate/`, { method: 'totp', code }),
      client.post(`${mfa}/totp/disable/`, { token: code }),
    ])
    assert.deepEqual(tally(answers), { 200: 1, 400: 3 })
  }
})

test('attack 48: a hundred submissions of one right code at once, over two nodes, are one success', async (t) => {
  const server = await startServer(t)
  const other = await startServer(t, storesOf(server))
  const ana = await signUpWithTotp(server)
  const tickets: string[] = []
  for (let i = 0; i < 50; i++) tickets.push(await firstFactor(ana))
  const sessions = (await rowsOf(server, 'session')).length
  const code = ana.freshCode()
  const answers = await atOnce(100, (i) => {
    const node = i % 2 === 0 ? server : other
    // Half of them finish a sign-in each of its own, half prove the factor in one session.
    if (i >= 50) return node.client().as(ana.access).post(`${mfa}/totp/verify/`, { token: code })
    return node.client().post(`${api}/login/mfa/`, { mfa_token: tickets[i], method: 'totp', code })
  })
  const counts = tally(answers)
  assert.equal(counts[200], 1, JSON.stringify(counts))
  assert.deepEqual(Object.keys(counts), ['200', '400', '429'], 'the rest is wrong, or too often')
  const opened = answers.slice(0, 50).filter(({ status }) => status === 200).length
  assert.equal((await rowsOf(server, 'session')).length, sessions + opened)
})

test('attack 48: a hundred submissions of one right code with one ticket at once open one session', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const mfa_token = await firstFactor(ana)
  const sessions = (await rowsOf(server, 'session')).length
  const body = { mfa_token, method: 'totp', code: ana.freshCode() }
  const answers = await atOnce(100, () => server.client().post(`${api}/login/mfa/`, body))
  assert.equal(tally(answers)[200], 1, JSON.stringify(tally(answers)))
  assert.equal((await rowsOf(server, 'session')).length, sessions + 1)
})

test('attack 49: a thousand guesses through a hundred tickets are five', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const eve = onAnotherDevice(server, ana)
  const code = wrongCode(server, ana.secret)
  const counts: Record<number, number> = {}
  for (let i = 0; i < 100; i++) {
    const mfa_token = await firstFactor(eve)
    const answers = await atOnce(10, () =>
      server.client().post(`${api}/login/mfa/`, { mfa_token, method: 'totp', code }),
    )
    for (const [status, times] of Object.entries(tally(answers))) {
      counts[Number(status)] = (counts[Number(status)] ?? 0) + times
    }
  }
  assert.deepEqual(counts, { 400: 5, 429: 995 })
})

test('attack 49: patience gets a hundred guesses and no more, and a reset by mail none', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const wrong = async () => secondFactor(ana, await firstFactor(ana), { code: wrongCode(server, ana.secret) })
  for (let i = 0; i < 100; i++) {
    assert.equal((await wrong()).status, 400, `guess ${i}`)
    if (i % 5 === 4) server.clock.advance({ minutes: 31 })
  }
  assert.equal((await secondFactor(ana, await firstFactor(ana), { code: ana.freshCode() })).status, 429)
  await server.client().post(`${api}/forgot-password/`, { email: ana.email })
  const token = tokenIn(await mailAbout(server, ana.email, 'Reset your'))
  ana.password = 'N3w-passphrase'
  const body = { token, new_password: ana.password, confirm_password: ana.password }
  assert.equal((await server.client().post(`${api}/reset-password/`, body)).status, 200)
  assert.equal((await secondFactor(ana, await firstFactor(ana), { code: ana.freshCode() })).status, 429)
})

/** What a person must have proved the factor for. */
const sensitive = [
  ['POST', 'totp/disable/'],
  ['POST', 'email/disable/'],
  ['POST', 'backup-codes/'],
  ['GET', 'totp/setup/'],
  ['POST', 'email/setup/'],
] as const

async function refusals({ client }: Guarded): Promise<(string | number)[][]> {
  const refused = []
  for (const [method, path] of sensitive) {
    const { status, body } = await client().send(method, `${mfa}/${path}`)
    refused.push([path, status, body.error])
  }
  return refused
}

const allRefused = sensitive.map(([, path]) => [path, 403, 'reauthentication_required'])

test('attack 50: a session of one factor removes no factor, and a code of the factor does', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  await weakSession(ana)
  assert.deepEqual(await refusals(ana), allRefused)
  const body = { password: ana.password }
  assert.equal((await ana.client().post(`${mfa}/totp/disable/`, body)).status, 403)
  const token = wrongCode(server, ana.secret)
  assert.equal((await ana.client().post(`${mfa}/totp/disable/`, { token })).status, 400)
  assert.equal((await ana.profile()).body.mfa_enabled, true)
  const [backup_code] = ana.backupCodes
  assert.equal((await ana.client().post(`${mfa}/totp/disable/`, { backup_code })).status, 200)
  assert.equal((await ana.profile()).body.mfa_enabled, false)
})

test('attack 51: neither a sign-in a moment ago nor the password again stands for the factor', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  server.clock.advance({ minutes: 16 })
  await weakSession(ana)
  const again = await ana.client().post(`${api}/reauthenticate/`, { password: ana.password })
  assert.equal(again.status, 200)
  ana.access = again.body.access
  assert.deepEqual(await refusals(ana), allRefused)
  const proof = { method: 'totp', code: ana.freshCode() }
  const proved = await ana.client().post(`${api}/reauthenticate/`, proof)
  assert.equal(proved.status, 200)
  ana.access = proved.body.access
  assert.equal((await ana.client().post(`${mfa}/backup-codes/`)).status, 200)
  server.clock.advance({ minutes: 16 })
  await ana.renew()
  assert.deepEqual(await refusals(ana), allRefused, 'the proof grows old whatever is refreshed')
})
