import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { firstFactor, secondFactor } from '../second-factor.ts'
import { goToFarDay, someNumber, textedCode } from '../texts.ts'

test('codes by text message: set up, nothing active before the code, asked, sent, proved, removed', async (t) => {
  const server = await startServer(t)
  goToFarDay(server)
  const ana = await signUp(server)
  const number = someNumber()
  const setup = await ana.client().post('/api/auth/mfa/sms/setup/', { phone_number: ` ${number} ` })
  assert.deepEqual([setup.status, setup.body.detail], [200, 'SMS code sent to your phone number.'])
  assert.equal((await ana.profile()).body.is_phone_verified, false)
  assert.equal((await ana.login()).status, 200)
  const code = await textedCode(server, number)
  const wrongKind = await ana.client().post('/api/auth/mfa/sms/verify/', { code, code_type: 'email' })
  assert.deepEqual([wrongKind.status, wrongKind.body.code_type], [400, ['"email" is not a valid choice.']])
  assert.equal((await ana.client().post('/api/auth/mfa/email/verify/', { code })).status, 400, 'only for the phone')
  const confirmed = await ana.client().post('/api/auth/mfa/sms/verify/', { code, code_type: 'sms' })
  assert.deepEqual([confirmed.status, confirmed.body.detail], [200, 'Phone number verified successfully.'])
  assert.equal((await ana.profile()).body.is_phone_verified, true)
  const ticket = await firstFactor(ana)
  assert.equal((await secondFactor(ana, ticket, { method: 'sms', code })).status, 400, 'the first code was used up')
  const sent = await server.client().post('/api/auth/login/mfa/send/', { mfa_token: ticket, method: 'sms' })
  assert.equal(sent.status, 200)
  const fresh = await textedCode(server, number)
  assert.equal((await secondFactor(ana, ticket, { method: 'sms', code: fresh })).status, 200)
  assert.deepEqual(decodeJwt(ana.access).amr, ['pwd', 'sms', 'mfa'])
  assert.equal((await ana.client().post('/api/auth/mfa/sms/disable/')).status, 200)
  assert.equal((await ana.profile()).body.is_phone_verified, false)
  assert.equal((await ana.login()).status, 200)
})

test('a changed number is another binding: the old one goes on until the new one is proved', async (t) => {
  const server = await startServer(t)
  goToFarDay(server)
  const ana = await signUp(server)
  const first = someNumber()
  let second = first
  while (second === first) second = someNumber()
  const bind = async (number: string): Promise<void> => {
    assert.equal((await ana.client().post('/api/auth/mfa/sms/setup/', { phone_number: number })).status, 200)
  }
  const prove = async (number: string) =>
    ana.client().post('/api/auth/mfa/sms/verify/', { code: await textedCode(server, number) })
  await bind(first)
  assert.equal((await prove(first)).status, 200)
  await bind(second)
  const factors = async () => (await ana.client().get('/api/auth/mfa/')).body.factors[0].target
  assert.equal(await factors(), first)
  assert.equal((await prove(second)).status, 200)
  assert.equal(await factors(), second)
})

test('attack 44: POST mfa/sms/setup/ sends nothing to a country that is not on the list', async (t) => {
  const server = await startServer(t, { SMS_ALLOWED_COUNTRIES: 'DE,FR' })
  goToFarDay(server)
  const ana = await signUp(server)
  const answer = await ana.client().post('/api/auth/mfa/sms/setup/', { phone_number: someNumber() })
  assert.deepEqual([answer.status, answer.body.phone_number], [400, ['Text messages are not sent to this country.']])
  await server.settle()
  assert.deepEqual(server.app.texter.sent, [])
})

test('attack 44: toll fraud: an account, and a number over many accounts, get ten texts a day', async (t) => {
  const server = await startServer(t)
  goToFarDay(server)
  const ana = await signUp(server)
  const number = someNumber()
  const ask = (client = ana) => client.client().post('/api/auth/mfa/sms/setup/', { phone_number: number })
  const statuses: number[] = []
  for (let i = 0; i < 12; i++) {
    // Past the minute in which the code before would still be on its way, and past the burst limit.
    server.clock.advance({ minutes: 2 })
    await ana.renew()
    statuses.push((await ask()).status)
  }
  assert.deepEqual(statuses, [...Array(10).fill(200), 429, 429])
  const ben = await signUp(server, 'ben')
  assert.equal((await ask(ben)).status, 429, 'the number has had its share')
})

test('a code that is still on its way is not sent again within a minute', async (t) => {
  const server = await startServer(t)
  goToFarDay(server)
  const ana = await signUp(server)
  const number = someNumber()
  const ask = async (): Promise<number> => {
    const { status } = await ana.client().post('/api/auth/mfa/sms/setup/', { phone_number: number })
    await server.settle()
    assert.equal(status, 200)
    return server.app.texter.sent?.length ?? 0
  }
  assert.equal(await ask(), 1)
  assert.equal(await ask(), 1)
  server.clock.advance({ seconds: 61 })
  assert.equal(await ask(), 2)
})
