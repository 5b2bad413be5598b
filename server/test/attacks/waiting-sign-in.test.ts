import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { disableByOperator, enableByOperator } from '../../src/accounts/operator-acts.ts'
import type { Person } from '../../src/base/caller.ts'
import { Problem } from '../../src/base/problem.ts'
import { removeFactor, renewBackupCodes } from '../../src/mfa/change-factors.ts'
import { proveFactor } from '../../src/mfa/prove-factor.ts'
import { onAnotherDevice, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { askReset, mailAbout, reset } from '../recover.ts'
import { firstFactor, type Guarded, secondFactor, signUpWithTotp } from '../second-factor.ts'
import { cookiesIn, openBrowser } from './browser.ts'

/** The numbers are those of the list of known attacks; here those on what stands between two factors, and behind them. */
const api = '/api/auth'
const mfa = `${api}/mfa`
const newPassword = 'N3w-passphrase'

test('attack 52: nothing, or half of it, finishes no sign-in', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const mfa_token = await firstFactor(ana)
  const code = ana.freshCode()
  const bodies: [unknown, number][] = [
    [undefined, 400],
    [{}, 400],
    [[], 400],
    [{ mfa_token }, 400],
    [{ mfa_token, method: 'totp' }, 400],
    [{ mfa_token, code }, 400],
    [{ method: 'totp', code }, 400],
    [{ mfa_token, method: 'totp', code: '' }, 400],
    [{ mfa_token, method: 'totp', code: null }, 400],
    [{ mfa_token, method: '', code }, 400],
    [{ mfa_token, method: 'pwd', code: ana.password }, 400],
    [{ mfa_token, method: 'constructor', code }, 400],
    [{ mfa_token, method: 'email', code }, 400],
    [{ mfa_token, method: ['totp'], code }, 400],
    [{ mfa_token: `${mfa_token}x`, method: 'totp', code }, 401],
  ]
  for (const [body, status] of bodies) {
    const answer = await server.client().post(`${api}/login/mfa/`, body)
    assert.equal(answer.status, status, JSON.stringify(body))
  }
  assert.equal((await server.app.db.selectFrom('session').selectAll().execute()).length, 1)
  assert.equal((await secondFactor(ana, mfa_token, { code })).status, 200, 'and none of it used the code up')
})

test('attack 52: steps in another order prove nothing', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const client = ana.client()
  const pending = (await client.get(`${mfa}/totp/setup/`)).body
  const backup_code = pending.backup_codes[0]
  const steps: [string, unknown][] = [
    ['totp/verify/', { backup_code }],
    ['totp/disable/', { backup_code }],
    ['totp/verify/', { token: '000000' }],
    ['email/verify/', { code: '000000' }],
    ['backup-codes/', {}],
  ]
  for (const [path, body] of steps) assert.equal((await client.post(`${mfa}/${path}`, body)).status, 400, path)
  assert.equal((await client.post(`${api}/reauthenticate/`, {})).status, 400)
  await ana.renew()
  assert.equal(decodeJwt(ana.access).acr, 'aal1')
  assert.equal((await ana.login()).status, 200, 'an enrolment that waits asks for nothing')
})

test('attack 52: a mailed code is worth nothing once codes by mail are off, or the address has moved', async (t) => {
  const server = await startServer(t)
  for (const end of ['removed', 'moved'] as const) {
    const ana = await signUpWithTotp(server)
    const client = ana.client()
    await client.post(`${mfa}/email/setup/`)
    const confirming = codeIn(await mailAbout(server, ana.email, 'verification code'))
    assert.equal((await client.post(`${mfa}/email/verify/`, { code: confirming })).status, 200)
    const mfa_token = await firstFactor(onAnotherDevice(server, ana))
    await server.client().post(`${api}/login/mfa/send/`, { mfa_token, method: 'email' })
    const code = codeIn(await mailAbout(server, ana.email, 'verification code'))
    if (end === 'removed') assert.equal((await client.post(`${mfa}/email/disable/`)).status, 200)
    else await moveAddress(server, ana)
    assert.equal((await secondFactor(ana, mfa_token, { method: 'email', code })).status, 400, end)
  }
})

async function moveAddress(server: TestServer, { email, password, client }: Guarded): Promise<void> {
  const new_email = `new.${email}`
  assert.equal((await client().post(`${api}/profile/email/`, { new_email, password })).status, 200)
  const token = tokenIn(await server.mailbox.last(new_email))
  assert.equal((await server.client().post(`${api}/profile/email/confirm/`, { token })).status, 200)
}

test('attack 55: the session after the second factor is a new one, whatever the browser brought', async (t) => {
  const server = await startServer(t)
  const [ana, eve] = [await signUpWithTotp(server), await signUp(server, 'eve')]
  const before = decodeJwt(ana.access).sid
  const lines = ['X-Token-Transport: cookie', 'Origin: http://localhost:8000']
  const browser = openBrowser(server.origin)
  browser.jar.set('refresh', { value: eve.refresh, attributes: new Set() })
  const asked = await browser.post(`${api}/login/`, { email: ana.email, password: ana.password }, lines)
  const { mfa_token } = JSON.parse(asked.text)
  const body = { mfa_token, method: 'totp', code: ana.freshCode() }
  const answer = await browser.post(`${api}/login/mfa/`, body, lines)
  assert.equal(answer.status, 200, answer.text)
  assert.notEqual(cookiesIn(answer).get('refresh')?.value, eve.refresh)
  const { sid, sub } = decodeJwt(JSON.parse(answer.text).access)
  assert.deepEqual([sub, sid === before, sid === decodeJwt(eve.access).sid], [ana.id, false, false])
})

/** What ends a sign-in that waits for its second factor. */
const ends: Record<string, (server: TestServer, ana: Guarded) => Promise<unknown>> = {
  'attack 56: signing out': (_server, { client, refresh }) => client().post(`${api}/logout/`, { refresh }),
  'attack 56: signing out everywhere': (_server, { client, refresh }) =>
    client().post(`${api}/logout/`, { refresh, all: true }),
  'attack 57: a changed password': (_server, { client, password }) =>
    client().post(`${api}/change-password/`, {
      current_password: password,
      new_password: newPassword,
      confirm_password: newPassword,
    }),
  'attack 57: a reset': async (server, { email }) =>
    reset(server, { token: tokenIn(await askReset(server, email)) }, newPassword),
  'attack 57: a deactivation': (_server, { client, password }) =>
    client().post(`${api}/deactivate-account/`, { password, confirm_deactivation: true }),
  'attack 57: a deactivation that was taken back': async (server, { id }) => {
    assert.ok(await disableByOperator(server.app, id))
    assert.ok(await enableByOperator(server.app, id))
  },
  'attack 57: the end of the account': (server, { id }) =>
    server.app.db.deleteFrom('account').where('id', '=', id).execute(),
  'attack 57: ten minutes': async (server) => server.clock.advance({ minutes: 11 }),
}

test('a sign-in that waits for its second factor is ended by what ends sessions', async (t) => {
  const server = await startServer(t)
  for (const [name, end] of Object.entries(ends)) {
    await t.test(name, async () => {
      const ana = await signUpWithTotp(server)
      const ticket = await firstFactor(onAnotherDevice(server, ana))
      const client = ana.client()
      await end(server, ana)
      const live = await liveSessions(server, ana.id)
      const answer = await secondFactor(ana, ticket, { code: ana.freshCode() })
      assert.equal(answer.status, 401, answer.text)
      assert.deepEqual(answer.headers.getSetCookie(), [])
      const sent = await client.post(`${api}/login/mfa/send/`, { mfa_token: ticket, method: 'email' })
      assert.ok(sent.status === 401 || sent.status === 400, 'and no mail is sent for it')
      assert.equal(await liveSessions(server, ana.id), live, 'no session came of it')
    })
  }
})

async function liveSessions(server: TestServer, accountId: string): Promise<number> {
  const live = server.app.db.selectFrom('session').select('id').where('account_id', '=', accountId)
  return (await live.where('revoked_at', 'is', null).execute()).length
}

test('attack 57: an act on factors does not outlive the session that asked for it', async (t) => {
  const server = await startServer(t)
  const { app } = server
  const ana = await signUpWithTotp(server)
  const caller = { ip: '127.0.0.1', network: '127.0.0.1', userAgent: '', requestId: '', deviceToken: undefined }
  const now = app.now()
  const sessionId = String(decodeJwt(ana.access).sid)
  // As the guard let them in, a moment before their session ended.
  const person: Person = { accountId: ana.id, sessionId, authTime: now, factorAt: now, hasFactor: true, roles: [] }
  assert.equal((await ana.client().post(`${api}/logout/`, { refresh: ana.refresh })).status, 205)
  const ended = (error: unknown): boolean => error instanceof Problem && error.code === 'token_not_valid'
  await assert.rejects(removeFactor(app, caller, person, 'totp'), ended)
  await assert.rejects(renewBackupCodes(app, caller, person), ended)
  const proof = { method: 'totp', code: ana.freshCode() } as const
  await assert.rejects(proveFactor(app, caller, person, proof), ended)
  await firstFactor(ana)
})
