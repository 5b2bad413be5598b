import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { findAccount } from '../../src/accounts/accounts.queries.ts'
import { eraseByOperator } from '../../src/accounts/operator-acts.ts'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { comeBack, countMails, disown, moveTo, mustDisown, notMeLink } from '../disown.ts'
import { keep } from '../erase.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { register } from '../passkey.ts'
import { askReset, mailAbout, reset } from '../recover.ts'
import { makeAuthenticator } from '../software-authenticator.ts'

const api = '/api/auth'
const thieves = 'Th1efs-passphrase'
const chosen = 'N3w-passphrase'

type Story = { server: TestServer; ana: Actor; thief: Actor; to: string }

/** A thief who knows the password signs in, and moves the account to a mailbox of their own five minutes later. */
async function carryOff(t: TestContext): Promise<Story> {
  const server = await startServer(t)
  const ana = await signUp(server)
  server.clock.advance({ minutes: 10 })
  const thief = onAnotherDevice(server, ana)
  assert.equal((await thief.login()).status, 200)
  server.clock.advance({ minutes: 5 })
  const to = `thief.${ana.email}`
  await moveTo(server, thief, to)
  return { server, ana, thief, to }
}

/** The same; then they add a key, of which their mailbox is told, and press that link before the owner looks. */
async function pressFirst(t: TestContext): Promise<Story & { stolen: string }> {
  const { server, ana, thief, to } = await carryOff(t)
  server.clock.advance({ minutes: 2 })
  await register(thief, makeAuthenticator())
  await mustDisown(server, await notMeLink(server, to, 'factor was added'))
  return { server, ana, thief, to, stolen: tokenIn(await mailAbout(server, to, 'account is frozen')) }
}

async function assertOwners({ server, ana, to }: Story, stolen: string): Promise<void> {
  assert.equal(
    (await reset(server, { token: stolen }, thieves)).status,
    400,
    'the reset that went to the thief is void',
  )
  assert.equal((await ana.login()).status, 401, 'nothing opens it yet')
  assert.equal((await server.client().post(`${api}/login/`, { email: to, password: ana.password })).status, 401)
}

for (const subject of ['New sign-in', 'new address was asked for', 'Your Kalosphere address was changed']) {
  test(`a thief who presses the link in their mailbox first does not end the former mailbox’s: ${subject}`, async (t) => {
    const story = await pressFirst(t)
    const { server, ana } = story
    assert.deepEqual(await mustDisown(server, await notMeLink(server, ana.email, subject)), ['address'])
    await assertOwners(story, story.stolen)
    await comeBack(server, ana)
    assert.equal((await ana.login()).body.user.email, ana.email)
  })
}

test('nor the undo of the change of address', async (t) => {
  const story = await pressFirst(t)
  const { server, ana } = story
  const back = tokenIn(await mailAbout(server, ana.email, 'Your Kalosphere address was changed'))
  assert.equal((await server.client().post(`${api}/profile/email/undo/`, { token: back })).status, 200)
  await assertOwners(story, story.stolen)
  assert.equal((await reset(server, { token: tokenIn(await askReset(server, ana.email)) }, chosen)).status, 200)
  ana.password = chosen
  assert.equal((await ana.login()).body.user.email, ana.email)
})

test('a thief who came in by that reset loses the account all the same, and it is frozen again', async (t) => {
  const { server, ana, to, stolen } = await pressFirst(t)
  assert.equal((await reset(server, { token: stolen }, thieves)).status, 200)
  const back = { email: to, password: thieves }
  const entered = await server.client().post(`${api}/login/`, back)
  assert.equal(entered.status, 200, entered.text)
  await mustDisown(server, await notMeLink(server, ana.email, 'Your Kalosphere address was changed'))
  assert.equal((await server.client().as(entered.body.access).get(`${api}/profile/`)).status, 401)
  for (const email of [to, ana.email]) {
    assert.equal((await server.client().post(`${api}/login/`, { ...back, email })).status, 401)
  }
  const late = await disown(server, await notMeLink(server, to, 'password was reset'))
  assert.equal(late.body.detail, 'This was done already.')
  await comeBack(server, ana)
  assert.equal((await ana.login()).body.user.email, ana.email)
})

test('a thief who moved the account away and back has links that are older than the newest of the owner: they end', async (t) => {
  const { server, ana, thief, to } = await carryOff(t)
  await register(thief, makeAuthenticator())
  const theirs = await notMeLink(server, to, 'factor was added')
  server.clock.advance({ minutes: 2 })
  await moveTo(server, thief, ana.email)
  const undo = tokenIn(await mailAbout(server, to, 'Your Kalosphere address was changed'))
  server.clock.advance({ minutes: 2 })
  await register(thief, makeAuthenticator(), { name: 'Second key' })
  assert.deepEqual(await mustDisown(server, await notMeLink(server, ana.email, 'factor was added')), ['passkey'])
  assert.equal((await disown(server, theirs)).body.detail, 'This was done already.')
  assert.equal((await server.client().post(`${api}/profile/email/undo/`, { token: undo })).status, 400)
  assert.equal(await countMails(server, to, 'frozen'), 0)
  await comeBack(server, ana)
  assert.equal((await ana.login()).body.user.email, ana.email)
})

const press = (server: TestServer, path: string, token: string) => server.client().post(`${api}/${path}/`, { token })
/** The two ways to bring an account back, by the same mail. */
const ways: readonly [
  means: string,
  path: string,
  tokenOf: (server: TestServer, address: string) => Promise<string>,
][] = [
  ['"this wasn’t me"', 'this-was-not-me', (server, address) => notMeLink(server, address, 'address was changed')],
  [
    'the undo of the address',
    'profile/email/undo',
    async (server, address) => tokenIn(await mailAbout(server, address, 'address was changed')),
  ],
]

for (const [means, path, tokenOf] of ways) {
  test(`the mail of a sign-in at the new address that is written after ${means} gives no link that works`, async (t) => {
    const { server, ana, thief, to } = await carryOff(t)
    const token = await tokenOf(server, ana.email)
    const again = await server.client().post(`${api}/login/`, { email: to, password: thief.password })
    assert.equal(again.status, 200, again.text)
    assert.equal((await press(server, path, token)).status, 200)
    const late = await disown(server, await notMeLink(server, to, 'New sign-in'))
    assert.deepEqual([late.status, late.body.detail], [200, 'This was done already.'])
    assert.equal(await countMails(server, to, 'frozen'), 0)
    const [account] = await findAccount(server.app.db, { id: ana.id })
    assert.equal(account?.email, ana.email)
  })

  test(`an operator’s erasure that was told to the new address: after ${means} its way back is the owner’s`, async (t) => {
    const { server, ana, to } = await carryOff(t)
    const [account] = await findAccount(server.app.db, { id: ana.id })
    await eraseByOperator(server.app, account ?? assert.fail(), false)
    const theirs = tokenIn(await mailAbout(server, to, 'will be erased'))
    assert.equal((await press(server, path, await tokenOf(server, ana.email))).status, 200)
    assert.equal((await keep(server, theirs)).status, 400)
    assert.equal((await keep(server, tokenIn(await mailAbout(server, ana.email, 'will be erased')))).status, 200)
  })

  test(`a final erasure has no way back after ${means} either`, async (t) => {
    const { server, ana } = await carryOff(t)
    const [account] = await findAccount(server.app.db, { id: ana.id })
    await eraseByOperator(server.app, account ?? assert.fail(), true)
    assert.equal((await press(server, path, await tokenOf(server, ana.email))).status, 200)
    assert.equal(await countMails(server, ana.email, 'will be erased'), 0)
    assert.equal((await server.app.db.selectFrom('erasure').selectAll().execute()).length, 1)
  })
}
