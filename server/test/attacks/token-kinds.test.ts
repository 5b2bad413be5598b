import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, registerUnverified, registerVerified, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { askTicket } from '../notice-reader.ts'
import { askReset, reset } from '../recover.ts'
import { firstFactor, signUpWithTotp } from '../second-factor.ts'

const api = '/api/auth'

/** One of each thing that opens something, and where it is at home. */
async function everyKind(server: TestServer): Promise<Record<string, { token: string; home: string }>> {
  const ana = await signUp(server)
  const guarded = await signUpWithTotp(server, 'guarded')
  const fresh = await registerUnverified(server, 'fresh')
  const lost = await registerVerified(server, 'lost')
  const mail = await askReset(server, lost.email)
  const revocations = await server.client().get('/.well-known/revocations')
  return {
    access: { token: ana.access, home: 'bearer' },
    refresh: { token: ana.refresh, home: 'refresh' },
    device: { token: ana.deviceToken, home: 'device' },
    'login ticket': { token: await firstFactor(onAnotherDevice(server, guarded)), home: 'mfa' },
    'socket ticket': { token: await askTicket(ana.client()), home: 'socket' },
    'verification link': { token: tokenIn(await server.mailbox.last(fresh.email)), home: 'verify' },
    'reset link': { token: tokenIn(mail), home: 'reset' },
    'reset code': { token: codeIn(mail), home: 'code' },
    'backup code': { token: guarded.backupCodes[0] ?? '', home: 'backup' },
    'list of revocations': { token: revocations.text, home: 'none' },
  }
}

/** Every place that takes a token, and what it answers to one that is not of its kind. */
const places: Readonly<Record<string, (server: TestServer, token: string) => Promise<number>>> = {
  bearer: async ({ client }, token) => (await client().as(token).get(`${api}/profile/`)).status,
  check: async ({ client }, token) => (await client().post(`${api}/token/verify/`, { token })).status,
  refresh: async ({ client }, refresh) => (await client().post(`${api}/refresh/`, { refresh })).status,
  mfa: async ({ client }, mfa_token) =>
    (await client().post(`${api}/login/mfa/`, { mfa_token, method: 'totp', code: '123456' })).status,
  options: async ({ client }, mfa_token) => (await client().post(`${api}/login/mfa/options/`, { mfa_token })).status,
  enrolled: async ({ client }, enrolment_token) =>
    (await client().post(`${api}/login/enrolled/`, { enrolment_token })).status,
  verify: async ({ client }, token) => (await client().post(`${api}/verify-email/`, { token })).status,
  reset: async (server, token) => (await reset(server, { token }, 'N3w-passphrase')).status,
  confirm: async ({ client }, token) => (await client().post(`${api}/profile/email/confirm/`, { token })).status,
  undo: async ({ client }, token) => (await client().post(`${api}/profile/email/undo/`, { token })).status,
  keep: async ({ client }, token) => (await client().post(`${api}/delete-account/cancel/`, { token })).status,
  disown: async ({ client }, token) => (await client().post(`${api}/this-was-not-me/`, { token })).status,
  social: async ({ client }, code) => (await client().post(`${api}/social/complete/`, { code })).status,
  admin: async ({ client }, token) => (await client().post(`${api}/first-admin/`, { token })).status,
}

/** What is at home at two places. */
const alsoAt: Readonly<Record<string, readonly string[]>> = { bearer: ['check'], refresh: ['check'], mfa: ['options'] }

test('attack 67: nothing that opens one door opens another, and trying uses nothing up', async (t) => {
  const server = await startServer(t)
  const kinds = await everyKind(server)
  const before = await server.app.db.selectFrom('session').select('id').execute()
  for (const [kind, { token, home }] of Object.entries(kinds)) {
    for (const [place, send] of Object.entries(places)) {
      if (place === home || alsoAt[home]?.includes(place)) continue
      const status = await send(server, token)
      assert.ok([400, 401, 404].includes(status), `${kind} at ${place}: ${status}`)
    }
  }
  assert.deepEqual(await server.app.db.selectFrom('session').select('id').execute(), before)
  for (const [kind, { token, home }] of Object.entries(kinds)) {
    const send = places[home]
    if (!send || home === 'mfa') continue
    assert.equal(await send(server, token), 200, `${kind} still opens its own`)
  }
})
