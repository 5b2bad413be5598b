import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, onAnotherDevice, registerUnverified, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { beginErasure } from '../erase.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { optionsOf, sendMade } from '../passkey.ts'
import { askReset, mailAbout } from '../recover.ts'
import { firstFactor, signUpWithTotp } from '../second-factor.ts'
import { makeAuthenticator } from '../software-authenticator.ts'

/** The number is that of the list of known attacks: a mailed link, used or not, adds no key and no other factor. */
const api = '/api/auth'
const mfa = `${api}/mfa`
const chosen = { new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrase' }

/** The paths that take a link's token, by the API and by its page. */
const users: Readonly<Record<string, (server: TestServer, token: string) => Promise<Answer>>> = {
  'verify-email/': ({ client }, token) => client().post(`${api}/verify-email/`, { token }),
  'reset-password/': ({ client }, token) => client().post(`${api}/reset-password/`, { token, ...chosen }),
  'profile/email/confirm/': ({ client }, token) => client().post(`${api}/profile/email/confirm/`, { token }),
  'profile/email/undo/': ({ client }, token) => client().post(`${api}/profile/email/undo/`, { token }),
  'delete-account/cancel/': ({ client }, token) => client().post(`${api}/delete-account/cancel/`, { token }),
  'mfa/recovery/cancel/': ({ client }, token) => client().post(`${mfa}/recovery/cancel/`, { token }),
  'this-was-not-me/': ({ client }, token) => client().post(`${api}/this-was-not-me/`, { token }),
}
const pages = [
  ...['/verify-email', '/reset-password', '/confirm-email-change', '/undo-email-change'],
  ...['/cancel-factor-recovery', '/keep-account', '/this-was-not-me'],
]

/** The link by which somebody who is told that their factors will go can object. */
async function objection(server: TestServer): Promise<string> {
  const guarded = await signUpWithTotp(server, 'guarded')
  const mfa_token = await firstFactor(onAnotherDevice(server, guarded))
  assert.equal((await server.client().post(`${api}/login/recover/`, { mfa_token })).status, 200)
  const code = codeIn(await mailAbout(server, guarded.email, 'recovery code'))
  const body = { mfa_token, code, backup_code: guarded.backupCodes[0] }
  assert.equal((await server.client().post(`${api}/login/recover/confirm/`, body)).status, 202)
  return tokenIn(await mailAbout(server, guarded.email, 'loses its second factors soon'))
}

/** The link by which somebody whose password was changed can say that it was not they. */
async function disowning(server: TestServer): Promise<string> {
  const { client, email, password } = await signUp(server, 'robbed')
  const change = { current_password: password, ...chosen }
  assert.equal((await client().post(`${api}/change-password/`, change)).status, 200)
  return tokenIn(await mailAbout(server, email, 'password was changed'))
}

/** One link of each purpose, and whose it is. */
async function everyLink(server: TestServer): Promise<Record<string, string>> {
  const fresh = await registerUnverified(server, 'fresh')
  const [lost, moving, staying] = [await signUp(server, 'lost'), await signUp(server, 'mo'), await signUp(server, 'st')]
  for (const { client, email, password } of [moving, staying]) {
    const wish = { new_email: `new.${email}`, password }
    assert.equal((await client().post(`${api}/profile/email/`, wish)).status, 200)
  }
  return {
    'verify-email/': tokenIn(await server.mailbox.last(fresh.email)),
    'reset-password/': tokenIn(await askReset(server, lost.email)),
    'profile/email/confirm/': tokenIn(await server.mailbox.last(`new.${moving.email}`)),
    'profile/email/undo/': tokenIn(await mailAbout(server, staying.email, 'address')),
    'delete-account/cancel/': (await beginErasure(server, await signUp(server, 'leaving'))).token,
    'mfa/recovery/cancel/': await objection(server),
    'this-was-not-me/': await disowning(server),
  }
}

/** Whoever presses the button of these twice is told so, and nothing happens. */
const calmly: Readonly<Record<string, string>> = {
  'verify-email/': 'Email already verified',
  'this-was-not-me/': 'This was done already.',
}

/** Everything by which a factor is added. */
const additions: readonly [method: string, path: string, body?: object][] = [
  ['POST', 'webauthn/register/options/'],
  ['POST', 'webauthn/register/verify/', { name: 'Mallory', credential: makeAuthenticator() }],
  ['GET', 'totp/setup/'],
  ['POST', 'totp/setup/', { token: '123456' }],
  ['POST', 'email/setup/'],
  ['POST', 'email/verify/', { code: '123456' }],
  ['POST', 'sms/setup/', { phone_number: '+14155552671' }],
  ['POST', 'sms/verify/', { code: '123456' }],
  ['POST', 'backup-codes/'],
]

/** The token as whatever a careless service might take it for. */
async function requireUseless(server: TestServer, token: string, about: string): Promise<void> {
  for (const [method, path, body = {}] of additions) {
    const given = method === 'GET' ? {} : { body: { ...body, token, access: token, mfa_token: token } }
    for (const client of [server.client().as(token), server.client({ cookie: `refresh=${token}; device=${token}` })]) {
      const answer = await client.send(method, `${mfa}/${path}?token=${token}`, given)
      assert.equal(answer.status, 401, `${about}: ${path}`)
    }
  }
  for (const path of ['login/mfa/options/', 'login/mfa/send/']) {
    const body = { mfa_token: token, method: 'email' }
    assert.equal((await server.client().post(`${api}/${path}`, body)).status, 401, `${about}: ${path}`)
  }
  assert.equal((await server.client().post(`${api}/refresh/`, { refresh: token })).status, 401, about)
}

const kept = ['passkey', 'factor', 'challenge', 'backup_code'] as const

function factorsOf({ app }: TestServer): Promise<unknown[][]> {
  return Promise.all(kept.map((table) => app.db.selectFrom(table).selectAll().execute()))
}

test('attack 26: no mailed link adds a factor, before its use or after', async (t) => {
  const server = await startServer(t)
  const links = await everyLink(server)
  const before = await factorsOf(server)
  for (const [purpose, token] of Object.entries(links)) await requireUseless(server, token, `${purpose} unused`)
  for (const [purpose, token] of Object.entries(links)) {
    const used = await users[purpose]?.(server, token)
    assert.equal(used?.status, 200, purpose)
    assert.deepEqual([used?.body.access, used?.body.refresh], [undefined, undefined], 'and it signs nobody in')
    await requireUseless(server, token, `${purpose} used`)
  }
  assert.deepEqual(await factorsOf(server), before)
})

test('attack 26: a link does its own act and no other, and does it once', async (t) => {
  const server = await startServer(t)
  const links = await everyLink(server)
  for (const [purpose, token] of Object.entries(links)) {
    for (const [path, use] of Object.entries(users)) {
      if (path !== purpose) assert.equal((await use(server, token)).status, 400, `${purpose} at ${path}`)
    }
  }
  for (const [purpose, token] of Object.entries(links)) {
    assert.equal((await users[purpose]?.(server, token))?.status, 200, `${purpose} still does its own`)
  }
  const before = await server.app.db.selectFrom('account').selectAll().orderBy('id').execute()
  const sessions = await server.app.db.selectFrom('session').selectAll().orderBy('id').execute()
  for (const [purpose, token] of Object.entries(links)) {
    const again = await users[purpose]?.(server, token)
    const calm = calmly[purpose]
    assert.deepEqual([again?.status, calm && again?.body.detail], [calm ? 200 : 400, calm], purpose)
    for (const path of pages) {
      await server.client().send('POST', path, { form: { token, ...chosen, new_password: 'An0ther-passphrase' } })
    }
  }
  assert.deepEqual(await server.app.db.selectFrom('account').selectAll().orderBy('id').execute(), before)
  assert.deepEqual(await server.app.db.selectFrom('session').selectAll().orderBy('id').execute(), sessions)
})

test('attack 26: a key that was begun in a session is not added once a mailed link has ended that session', async (t) => {
  const server = await startServer(t)
  const ana: Actor = await signUp(server)
  const options = await optionsOf(ana.client(), 'mfa/webauthn/register')
  const token = tokenIn(await askReset(server, ana.email))
  assert.equal((await users['reset-password/']?.(server, token))?.status, 200)
  assert.equal((await sendMade(ana, makeAuthenticator().make(options))).status, 401)
  ana.password = chosen.new_password
  assert.equal((await ana.login()).status, 200)
  assert.equal((await sendMade(ana, makeAuthenticator().make(options))).status, 400, 'nor in the next session')
  assert.deepEqual(await server.app.db.selectFrom('passkey').selectAll().execute(), [])
})
