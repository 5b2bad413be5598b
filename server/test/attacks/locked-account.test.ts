import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { guess, signIn, statuses } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { readOperations } from './operations.ts'

/** The number is that of the list of known attacks: a lock holds on every path that looks at a password. */
const api = '/api/auth'
const newPassword = 'N3w-passphrase'

/** Where a signed-in person is asked for the password again. */
const verifiers: Readonly<Record<string, (ana: Actor, password: string) => Promise<Answer>>> = {
  'reauthenticate/': ({ client }, password) => client().post(`${api}/reauthenticate/`, { password }),
  'change-password/': ({ client }, current_password) =>
    client().post(`${api}/change-password/`, {
      current_password,
      new_password: newPassword,
      confirm_password: newPassword,
    }),
  'profile/email/': ({ client, email }, password) =>
    client().post(`${api}/profile/email/`, { new_email: `new.${email}`, password }),
  'deactivate-account/': ({ client }, password) =>
    client().post(`${api}/deactivate-account/`, { password, confirm_deactivation: true }),
  'delete-account/': ({ client }, password) => client().post(`${api}/delete-account/`, { password, confirm: true }),
}

test('attack 41: the paths of this test are all that take the present password of who is signed in', async (t) => {
  const server = await startServer(t)
  const taking = (await readOperations(server)).filter(
    ({ security, fields }) => security !== undefined && ('password' in fields || 'current_password' in fields),
  )
  assert.deepEqual(
    taking.map(({ path }) => path).toSorted(),
    Object.keys(verifiers)
      .map((path) => `${api}/${path}`)
      .toSorted(),
  )
})

/** The right password on every path; none of them may do anything. */
async function requireLocked(server: TestServer, ana: Actor): Promise<void> {
  for (const [path, verify] of Object.entries(verifiers)) {
    const { status, body, headers } = await verify(ana, ana.password)
    assert.deepEqual([status, body.error], [423, 'account_locked'], path)
    assert.ok(Number(headers.get('retry-after')) > 0, path)
  }
  assert.equal((await ana.profile()).status, 200, 'the session goes on, and the account')
  await server.settle()
  assert.deepEqual(await server.mailbox.to(`new.${ana.email}`), [])
}

for (const [path, wrong] of Object.entries(verifiers)) {
  test(`attack 41: guesses at ${path} lock every path on which the session is asked for the password`, async (t) => {
    const server = await startServer(t)
    const ana = await signUp(server)
    for (let i = 0; i < 5; i++) {
      const { status } = await wrong(ana, `Wr0ng-guess-${i}`)
      assert.ok(status === 400 || status === 401, `${status}`)
    }
    await requireLocked(server, ana)
    assert.equal((await onAnotherDevice(server, ana).login()).status, 200, 'a thief of the token locks nobody out')
    server.clock.advance({ minutes: 31 })
    await ana.renew()
    assert.equal((await verifiers['reauthenticate/']?.(ana, ana.password))?.status, 200)
  })
}

test('attack 41: guesses at several paths share one count, at once too', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const ways = Object.values(verifiers)
  const answers = await Promise.all([...ways, ...ways, ...ways].map((wrong, i) => wrong(ana, `Wr0ng-guess-${i}`)))
  assert.equal(statuses(answers).filter((status) => status === 423).length, 10, 'five of fifteen were looked at')
  await requireLocked(server, ana)
})

test('attack 41: a password that is dead after a hundred failures is dead on every path, by name and by address', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  for (let round = 0; round < 20; round++) {
    await guess(server.client(), ana.email, 5)
    server.clock.advance({ minutes: 31 })
  }
  await ana.renew()
  await requireLocked(server, ana)
  assert.equal((await ana.login()).status, 423, 'the known device')
  for (const name of [ana.email, ana.username]) {
    assert.equal((await signIn(server.client(), name, ana.password)).status, 423, name)
  }
})
