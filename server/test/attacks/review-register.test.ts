import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerUnverified, signUp, somebody } from '../actors.ts'
import type { Answer } from '../client.ts'
import { signIn, statuses } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { mailAbout, reset } from '../recover.ts'
import { goToFarDay } from '../texts.ts'

type Person = ReturnType<typeof somebody>

function register(server: TestServer, person: Person): Promise<Answer> {
  return server.client().post('/api/auth/register/', person)
}

/** What a stranger learns from two registrations at the same moment, whichever of them comes first. */
async function race(server: TestServer, one: Person, two: Person): Promise<string[]> {
  const answers = await Promise.all([register(server, one), register(server, two)])
  return answers.map(({ status, body }) => `${status} ${Object.keys(body).sort().join()}`).sort()
}

/** The same race with an address nobody has and with one that has an account must end alike. */
async function assertTellsNothing(t: Parameters<typeof startServer>[0], pair: (probed: string) => [Person, Person]) {
  const server = await startServer(t)
  const ana = await signUp(server)
  const unknown = await race(server, ...pair(somebody('unknown').email))
  const known = await race(server, ...pair(ana.email))
  assert.deepEqual(known, unknown)
}

test('POST register/: one address and two names at once do not tell whether the address is known', (t) =>
  assertTellsNothing(t, (email) => [
    { ...somebody(), email },
    { ...somebody(), email },
  ]))

test('POST register/: two addresses and one name at once do not tell whether one of them is known', (t) =>
  assertTellsNothing(t, (email) => {
    const { username } = somebody()
    return [
      { ...somebody(), email, username },
      { ...somebody(), username },
    ]
  }))

test('POST register/: the same form sent twice at once does not tell whether the address is known', (t) =>
  assertTellsNothing(t, (email) => {
    const person = { ...somebody(), email }
    return [person, person]
  }))

test('POST register/: of two at once with one address, the later one’s owner chooses the password by mail', async (t) => {
  const server = await startServer(t)
  const { email } = somebody()
  const [one, two] = [
    { ...somebody(), email },
    { ...somebody(), email },
  ]
  assert.deepEqual(statuses(await Promise.all([register(server, one), register(server, two)])), [201, 201])
  const token = tokenIn(await mailAbout(server, email, 'Finish your'))
  assert.equal((await reset(server, { token }, 'N3w-passphrase')).status, 200)
  assert.equal((await signIn(server.client(), email, 'N3w-passphrase')).status, 200)
})

test('POST register/: ENUMERATION_PROTECTION=False tells a known address, to the quick as well', async (t) => {
  const server = await startServer(t, { ENUMERATION_PROTECTION: 'False' })
  const { email } = somebody()
  const answers = await race(server, { ...somebody(), email }, { ...somebody(), email })
  assert.deepEqual(answers, ['201 detail,email,id,username', '400 email,error'])
})

test('POST register/: a person who takes another name has the first one free again', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const rename = (username: string) => ana.client().send('PATCH', '/api/auth/profile/', { body: { username } })
  assert.deepEqual(statuses([await rename(`${ana.username}-2`), await rename(ana.username)]), [200, 200])
})

test('POST register/: who registered first with a stranger’s address keeps no way in, whichever mail its owner uses', async (t) => {
  const server = await startServer(t)
  const thief = await registerUnverified(server, 'victim')
  const older = tokenIn(await server.mailbox.last(thief.email))
  const owner = { ...somebody('owner'), email: thief.email, password: 'Own3r-passphrase' }
  assert.equal((await register(server, owner)).status, 201)
  assert.equal((await server.client().post('/api/auth/resend-verification/', { email: thief.email })).status, 200)

  const verify = (token: string) => server.client().post('/api/auth/verify-email/', { token })
  assert.equal((await verify(older)).status, 400)
  await server.settle()
  for (const mail of await server.mailbox.to(thief.email)) await verify(tokenIn(mail))
  assert.equal((await signIn(server.client(), thief.username, thief.password)).status, 401)

  const token = tokenIn(await server.mailbox.last(thief.email))
  assert.equal((await reset(server, { token }, owner.password)).status, 200)
  assert.equal((await signIn(server.client(), owner.email, owner.password)).status, 200)
  assert.equal((await signIn(server.client(), owner.email, thief.password)).status, 401)
})

test('POST register/: a stranger cannot fill a mailbox, and the answer stays the same', async (t) => {
  const server = await startServer(t, { RATELIMIT_ENABLE: 'True' })
  goToFarDay(server)
  const ana = await signUp(server)
  const ben = await registerUnverified(server, 'ben')
  for (const { email } of [ana, ben]) {
    const before = (await server.mailbox.to(email)).length
    for (let i = 0; i < 12; i++) assert.equal((await register(server, { ...somebody(), email })).status, 201)
    assert.ok((await server.mailbox.to(email)).length - before <= 3)
  }
})
