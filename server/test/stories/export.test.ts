import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, signUp } from '../actors.ts'
import { goToFarHour } from '../attacks/far-hour.ts'
import { startServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { countAudit } from '../records.ts'
import { mailAbout } from '../recover.ts'
import { firstFactor, secondFactor, signUpWithTotp } from '../second-factor.ts'

const path = '/api/auth/profile/export/'

test('GET profile/export/ gives everything of the person as a file, and nothing of anybody else', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  const phone = await ana.client().post('/api/auth/mfa/sms/setup/', { phone_number: '+14155552671' })
  assert.equal(phone.status, 200, phone.text)
  const answer = await ana.client().get(path)
  assert.equal(answer.status, 200, answer.text)
  const name = `kalosphere-account-${server.clock.now().toISOString().slice(0, 10)}.json`
  assert.equal(answer.headers.get('content-disposition'), `attachment; filename="${name}"`)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  const { format, account_id, account, sessions, devices, mailed_links_and_codes, events } = answer.body
  assert.deepEqual([format, account_id, account[0].email, account[0].username], [1, ana.id, ana.email, ana.username])
  assert.deepEqual([sessions.length, devices.length], [1, 1])
  const targets = new Set(mailed_links_and_codes.map(({ target }: { target: string }) => target))
  assert.ok(targets.has(ana.email) && targets.has('+14155552671'))
  const [registered] = events.filter((event: { name: string }) => event.name === 'account.registered')
  assert.deepEqual([registered.ip, registered.personal_facts], ['127.0.0.1', { username: ana.username }])
  for (const mark of [ben.id, ben.email, ben.username]) assert.equal(answer.text.includes(mark), false, mark)

  assert.equal(await countAudit(server.app, ana.id, 'account.exported'), 1)
  assert.equal(events.at(-1).name, 'account.exported', 'it tells of itself')
  await mailAbout(server, ana.email, 'data of your Kalosphere account was exported')
  assert.equal(await countAudit(server.app, ben.id, 'account.exported'), 0)
})

test('an export holds no secret and no digest of one', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const link = tokenIn(await mailAbout(server, ana.email, 'Verify your'))
  await server.client().post('/api/auth/forgot-password/', { email: ana.email })
  const reset = tokenIn(await mailAbout(server, ana.email, 'Reset your'))
  const ticket = await firstFactor(onAnotherDevice(server, ana))
  const { text, status } = await ana.client().get(path)
  assert.equal(status, 200, text)
  const secrets = [ana.password, ana.secret, ...ana.backupCodes, ana.access, ana.refresh, ana.deviceToken]
  for (const secret of [...secrets, link, reset, ticket]) assert.equal(text.includes(secret), false, secret)
  const { app } = server
  const tables = ['password', 'proof', 'device', 'backup_code', 'login_ticket', 'factor', 'session'] as const
  const rows = await Promise.all(
    tables.map((table) => app.db.selectFrom(table).selectAll().where('account_id', '=', ana.id).execute()),
  )
  const stored = rows.flat().flatMap((row) => Object.entries(row))
  const digests = stored.filter(([name, value]) => value !== null && value !== '' && /hash|digest|seed/.test(name))
  for (const [name, value] of digests) {
    const shown = value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value)
    assert.equal(text.includes(shown), false, name)
  }
  assert.ok(digests.length > 14, `${digests.length} digests were looked for`)
})

test('an export needs a fresh proof, of the second factor where there is one', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUp(server), await signUpWithTotp(server, 'ben')]
  server.clock.advance({ minutes: 16 })
  await ana.renew()
  const stale = await ana.client().get(path)
  assert.deepEqual([stale.status, stale.body.error], [403, 'reauthentication_required'])
  assert.equal(await countAudit(server.app, ana.id, 'account.exported'), 0)
  const proved = await ana.client().post('/api/auth/reauthenticate/', { password: ana.password })
  ana.access = proved.body.access
  assert.equal((await ana.client().get(path)).status, 200)

  await ben.renew()
  const byPassword = await ben.client().post('/api/auth/reauthenticate/', { password: ben.password })
  const weak = ben.client().with({ authorization: `Bearer ${byPassword.body.access ?? ben.access}` })
  assert.equal((await weak.get(path)).status, 403, 'a password alone')
  const other = onAnotherDevice(server, ben)
  const ticket = await firstFactor(other)
  assert.equal((await secondFactor(other, ticket, { code: ben.freshCode() })).status, 200)
  assert.equal((await other.client().get(path)).status, 200)
})

test('no stranger, no waiting sign-in and no ended session gets an export', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const ticket = await firstFactor(onAnotherDevice(server, ana))
  const { access } = ana
  assert.equal((await server.client().get(path)).status, 401)
  assert.equal((await server.client().as(ticket).get(path)).status, 401)
  await server.client().post('/api/auth/logout/', { refresh: ana.refresh })
  assert.equal((await server.client().as(access).get(path)).status, 401)
  assert.equal(await countAudit(server.app, ana.id, 'account.exported'), 0)
})

test('five exports an hour, each account for itself', async (t) => {
  const server = await startServer(t, { RATELIMIT_ENABLE: 'True' })
  goToFarHour(server)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  const answers = await Promise.all(Array.from({ length: 7 }, () => ana.client().get(path)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 5)
  const refused = answers.find(({ status }) => status === 429) ?? assert.fail('none was refused')
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.equal((await ben.client().get(path)).status, 200)
  assert.equal(await countAudit(server.app, ana.id, 'account.exported'), 5)
})

test('an export of more rows than one page is whole JSON with all of them', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const at = server.clock.now()
  const event = { at, name: 'device.renamed', account_id: ana.id, ip: '', user_agent: '', request_id: '', facts: {} }
  const rows = Array.from({ length: 450 }, () => ({ ...event, id: crypto.randomUUID() }))
  await server.app.db.insertInto('audit_event').values(rows).execute()
  const { events } = (await ana.client().get(path)).body
  assert.equal(events.filter(({ name }: { name: string }) => name === 'device.renamed').length, 450)
  assert.equal(new Set(events.map(({ id }: { id: string }) => id)).size, events.length)
})
