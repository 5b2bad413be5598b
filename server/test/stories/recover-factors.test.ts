import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Account, findAccount } from '../../src/accounts/accounts.queries.ts'
import { approveRecovery } from '../../src/mfa/recover-factors.ts'
import { cleanUp } from '../../src/worker.ts'
import { onAnotherDevice } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { auditOf, countAudit } from '../records.ts'
import { mailAbout } from '../recover.ts'
import { firstFactor, type Guarded, secondFactor, signUpWithTotp } from '../second-factor.ts'

const api = '/api/auth'
const hour = 3_600_000

/** Says at sign-in that all is lost, and reads the mailed code. */
async function ask(server: TestServer, ana: Guarded): Promise<{ mfa_token: string; code: string }> {
  const mfa_token = await firstFactor(onAnotherDevice(server, ana))
  const answer = await server.client().post(`${api}/login/recover/`, { mfa_token })
  assert.equal(answer.status, 200, answer.text)
  return { mfa_token, code: codeIn(await mailAbout(server, ana.email, 'recovery code')) }
}

const confirm = (server: TestServer, body: Record<string, unknown>) =>
  server.client().post(`${api}/login/recover/confirm/`, body)

async function begin(server: TestServer, ana: Guarded) {
  const answer = await confirm(server, { ...(await ask(server, ana)), backup_code: ana.backupCodes[0] })
  assert.equal(answer.status, 202, answer.text)
  return answer.body
}

/** Everything that protects the account beside its password. */
async function protectionOf({ app }: TestServer, { id }: Guarded) {
  const rows = async (table: 'factor' | 'backup_code' | 'passkey') =>
    (await app.db.selectFrom(table).select('account_id').where('account_id', '=', id).execute()).length
  return [await rows('factor'), await rows('backup_code'), await rows('passkey')]
}

async function accountOf({ app }: TestServer, { id }: Guarded): Promise<Account> {
  return (await findAccount(app.db, { id }))[0] ?? assert.fail()
}

test('a mailed code and a backup code remove lost factors after the delay, and not before', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const { due_at } = await begin(server, ana)
  const wait = Date.parse(due_at) - server.clock.now().getTime()
  assert.ok(wait > 23.9 * hour && wait <= 24 * hour, String(wait))
  const told = await mailAbout(server, ana.email, 'loses its second factors soon')
  assert.match(told.text, /cancel-factor-recovery\?token=/)

  server.clock.advance({ hours: 23 })
  await cleanUp(server.app)
  assert.deepEqual(await protectionOf(server, ana), [1, 10, 0])
  await ana.renew()
  assert.equal((await ana.profile()).status, 200, 'nothing changes meanwhile')

  server.clock.advance({ hours: 2 })
  await Promise.all([cleanUp(server.app), cleanUp(server.app)])
  assert.deepEqual(await protectionOf(server, ana), [0, 0, 0])
  assert.equal(await countAudit(server.app, ana.id, 'factors.reset'), 1)
  await mailAbout(server, ana.email, 'were removed')
  assert.equal((await ana.profile()).status, 401, 'sessions end with it')
  assert.equal((await ana.renew()).status, 401)
  const alone = onAnotherDevice(server, ana)
  assert.equal((await alone.login()).status, 200)
  assert.equal((await alone.profile()).body.mfa_enabled, false)
  const late = { token: tokenIn(told) }
  assert.equal((await server.client().post(`${api}/mfa/recovery/cancel/`, late)).body.error, 'invalid_token')
})

test('the owner objects by the mailed link, once, by a POST alone', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  await begin(server, ana)
  const token = tokenIn(await mailAbout(server, ana.email, 'loses its second factors soon'))
  const page = await server.client().get(`/cancel-factor-recovery?token=${token}`)
  assert.equal(page.status, 200)
  assert.match(page.text, /<form method="post" action="\/cancel-factor-recovery">/)
  const form = { form: { token } }
  assert.equal((await server.client().send('POST', '/cancel-factor-recovery', form)).status, 200)
  assert.equal((await server.client().post(`${api}/mfa/recovery/cancel/`, { token })).status, 400, 'replayed')
  server.clock.advance({ hours: 25 })
  await cleanUp(server.app)
  assert.deepEqual(await protectionOf(server, ana), [1, 10, 0])
  assert.equal(await countAudit(server.app, ana.id, 'factors.recovery_cancelled'), 1)
  await mailAbout(server, ana.email, 'stay')
})

test('whoever signs in with a factor has not lost it', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  await begin(server, ana)
  const ticket = await firstFactor(ana)
  assert.equal((await secondFactor(ana, ticket, { code: ana.freshCode() })).status, 200)
  assert.equal(await countAudit(server.app, ana.id, 'factors.recovery_cancelled'), 1)
  server.clock.advance({ hours: 25 })
  await cleanUp(server.app)
  assert.deepEqual(await protectionOf(server, ana), [1, 10, 0])
})

for (const order of ['the owner first', 'the administrator first'] as const) {
  test(`without a backup code an administrator must agree: ${order}`, async (t) => {
    const server = await startServer(t)
    const ana = await signUpWithTotp(server)
    const account = await accountOf(server, ana)
    const byOwner = async () => (await confirm(server, await ask(server, ana))).body.due_at
    const byAdmin = async () => (await approveRecovery(server.app, account))?.toISOString() ?? null
    const [first, second] = order === 'the owner first' ? [byOwner, byAdmin] : [byAdmin, byOwner]
    assert.equal(await first(), null)
    await mailAbout(server, ana.email, 'asked to remove')
    server.clock.advance({ hours: 48 })
    await cleanUp(server.app)
    assert.deepEqual(await protectionOf(server, ana), [1, 10, 0], 'one side alone removes nothing')
    const due = await second()
    assert.ok(Date.parse(due) > server.clock.now().getTime() + 23 * hour, 'the delay begins now')
    assert.equal(await second(), due, 'and a wish repeated does not move it')
    server.clock.advance({ hours: 25 })
    await cleanUp(server.app)
    assert.deepEqual(await protectionOf(server, ana), [0, 0, 0])
  })
}

test('half an agreement is forgotten after a week', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  assert.equal(await approveRecovery(server.app, await accountOf(server, ana)), null)
  server.clock.advance({ days: 8 })
  assert.equal((await confirm(server, await ask(server, ana))).body.due_at, null)
})

test('wrong codes begin nothing, are counted, and use no backup code up', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const { mfa_token, code } = await ask(server, ana)
  const [backup_code] = ana.backupCodes
  const wrongCode = code === '000000' ? '000001' : '000000'
  const wrong: [Record<string, unknown>, string][] = [
    [{ code: wrongCode, backup_code }, 'code'],
    [{ code, backup_code: 'AAAAAAAA' }, 'backup_code'],
    [{ code: '', backup_code }, 'code'],
  ]
  for (const [body, field] of wrong) {
    const answer = await confirm(server, { mfa_token, ...body })
    assert.equal(answer.status, 400, answer.text)
    assert.ok(field in answer.body, answer.text)
  }
  assert.equal((await confirm(server, { mfa_token: 'not-a-ticket', code, backup_code })).status, 401)
  assert.deepEqual(await server.app.db.selectFrom('factor_recovery').selectAll().execute(), [])
  for (let tries = 0; tries < 4; tries++) {
    await confirm(server, { ...(await ask(server, ana)), backup_code: 'AAAAAAAA' })
  }
  const spent = await confirm(server, { ...(await ask(server, ana)), backup_code })
  assert.deepEqual([spent.status, spent.body.error], [429, 'rate_limited'], 'guesses count for the account')
})

test('20 confirmations at once use one code and one backup code', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const body = { ...(await ask(server, ana)), backup_code: ana.backupCodes[0] }
  const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(server, body)))
  assert.equal(answers.filter(({ status }) => status === 202).length, 1, answers.map(({ text }) => text).join())
  const codes = await server.app.db
    .selectFrom('backup_code')
    .select('used_at')
    .where('used_at', 'is not', null)
    .execute()
  assert.equal(codes.length, 1)
  assert.equal((await auditOf(server.app, ana.id)).filter(({ name }) => name === 'factors.recovery_asked').length, 1)
})
