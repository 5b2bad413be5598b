import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eraseAccounts } from '../../src/accounts/erase-accounts.ts'
import { reactivateAccount } from '../../src/accounts/switch-account.ts'
import { verifyLog } from '../../src/audit/verify-log.ts'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { askErasure, beginErasure, isThere, keep } from '../erase.ts'
import { atOnce, signIn, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { countAudit, waitingIn } from '../records.ts'

/** One after the other: each reads its mail, which the others would take in hand. */
async function signUpMany(server: TestServer, many: number): Promise<Actor[]> {
  const people: Actor[] = []
  while (people.length < many) people.push(await signUp(server))
  return people
}

test('ten wishes at once are one erasure, one mail, one link', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const answers = await atOnce(10, () => askErasure(ana))
  assert.deepEqual(tally(answers), { 202: 1, 401: 9 })
  assert.equal(await countAudit(server.app, ana.id, 'account.erasure_asked'), 1)
  assert.equal(await countAudit(server.app, ana.id, 'account.deactivated'), 1)
  const told = (await server.mailbox.to(ana.email)).filter(({ subject }) => subject.includes('will be erased'))
  assert.equal(told.length, 1)
})

test('sign-ins and refreshes beside the wish leave no session behind', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const phone = onAnotherDevice(server, ana)
  await phone.login()
  const signIns = atOnce(10, () => signIn(server.client(), ana.email, ana.password))
  const renewed = phone.renew()
  assert.equal((await askErasure(ana)).status, 202)
  for (const { status, body } of [...(await signIns), await renewed]) {
    if (status === 200) assert.equal((await server.client().as(body.access).get('/api/auth/profile/')).status, 401)
  }
  const live = server.app.db.selectFrom('session').select('id').where('revoked_at', 'is', null)
  assert.deepEqual(await live.where('account_id', '=', ana.id).execute(), [])
})

test('ten presses of the link at once keep the account once', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { token } = await beginErasure(server, ana)
  assert.deepEqual(tally(await atOnce(10, () => keep(server, token))), { 200: 1, 400: 9 })
  assert.equal(await countAudit(server.app, ana.id, 'account.reactivated'), 1)
})

test('at the last moment the owner keeps the account or it is erased, never half of both', async (t) => {
  const server = await startServer(t)
  const people = await signUpMany(server, 12)
  const links: { token: string }[] = []
  for (const person of people) links.push(await beginErasure(server, person))
  // The link has not ended by the clock, but the erasure is due: both find what they look for.
  const past = new Date(server.clock.now().getTime() - 1000)
  await server.app.db.updateTable('erasure').set({ due_at: past }).execute()
  const workers = atOnce(2, () => eraseAccounts(server.app, 100))
  const answers = await Promise.all(links.map(({ token }) => keep(server, token)))
  const erased = (await workers).reduce((sum, count) => sum + count, 0)
  const kept = tally(answers)[200] ?? 0
  assert.equal(erased + kept, people.length)
  for (const [i, person] of people.entries()) {
    const isKept = answers[i]?.status === 200
    assert.equal(await isThere(server, person.id), isKept, `${answers[i]?.status}`)
    assert.equal((await person.login()).status, isKept ? 200 : 401)
    const mails = (await server.mailbox.to(person.email)).map(({ subject }) => subject)
    assert.equal(mails.filter((subject) => subject.includes('was erased')).length, isKept ? 0 : 1)
    assert.equal(mails.filter((subject) => subject.includes('account stays')).length, isKept ? 1 : 0)
  }
  assert.deepEqual((await verifyLog(server.app, { anchors: [], onProgress: () => undefined })).findings, [])
})

test('two workers erase each account once', async (t) => {
  const server = await startServer(t)
  const people = await signUpMany(server, 8)
  for (const person of people) await beginErasure(server, person)
  server.clock.advance({ days: 15 })
  const counts = await atOnce(4, () => eraseAccounts(server.app, 100))
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    people.length,
  )
  if (server.app.redis) {
    const deleted = (await waitingIn(server.app, 'event')).filter(({ type }) => type === 'user.deleted')
    assert.equal(deleted.length, people.length)
  }
  for (const person of people) {
    const last = (await server.mailbox.to(person.email)).filter(({ subject }) => subject.includes('was erased'))
    assert.equal(last.length, 1)
  }
})

test('an account that an operator switches on is not erased, whenever that is', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { token } = await beginErasure(server, ana)
  await server.app.transaction((tx) => reactivateAccount(server.app, tx, ana.id))
  assert.equal((await keep(server, token)).status, 400)
  server.clock.advance({ days: 15 })
  assert.equal(await eraseAccounts(server.app, 10), 0)
  assert.equal((await ana.login()).status, 200)
})
