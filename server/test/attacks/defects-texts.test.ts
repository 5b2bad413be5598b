import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn } from '../mailbox.ts'
import { signUpWithKey } from '../passkey.ts'
import { mailAbout } from '../recover.ts'
import { firstFactor, secondFactor, signUpWithTotp } from '../second-factor.ts'
import { goToFarDay, otherCode, signUpWithTexts, someNumber, textedCode } from '../texts.ts'
import { codeAt, toStepStart } from '../totp-clock.ts'
import { readTables } from './tables.ts'

/** As in `defects-factors.test.ts`, for codes by text message, keys, and what is left of the others. */
const api = '/api/auth'
const mfa = `${api}/mfa`

async function startFar(t: Parameters<typeof startServer>[0], settings: Record<string, string> = {}) {
  const server = await startServer(t, settings)
  goToFarDay(server)
  return server
}

function sendCode(server: TestServer, mfa_token: string): Promise<{ status: number }> {
  return server.client().post(`${api}/login/mfa/send/`, { mfa_token, method: 'sms' })
}

test('defect 1: a second factor is asked for at sign-in: a phone, a key', async (t) => {
  const server = await startFar(t)
  const [{ actor: ana }, tex] = [await signUpWithKey(server), await signUpWithTexts(server)]
  for (const [person, methods] of [
    [ana, ['webauthn']],
    [tex, ['sms']],
  ] as const) {
    const answer = await server.client().post(`${api}/login/`, { email: person.email, password: person.password })
    assert.deepEqual([answer.status, answer.body.error, answer.body.methods], [403, 'mfa_required', methods])
    assert.deepEqual([answer.body.access, answer.body.refresh], [undefined, undefined])
  }
})

test('defect 2: a bearer token alone takes neither a phone nor a key away', async (t) => {
  const server = await startFar(t)
  const [{ actor: ana, keyId }, tex] = [await signUpWithKey(server), await signUpWithTexts(server)]
  server.clock.advance({ minutes: 16 })
  await ana.renew()
  await tex.renew()
  const answers = [
    await ana.client().send('DELETE', `${mfa}/webauthn/${keyId}/`),
    await tex.client().post(`${mfa}/sms/disable/`),
    await tex.client().post(`${mfa}/sms/disable/`, { password: tex.password }),
  ]
  for (const { status, body } of answers) assert.deepEqual([status, body.error], [403, 'reauthentication_required'])
  assert.equal((await ana.login()).status, 403)
  assert.equal((await tex.login()).status, 403)
})

test('defect 3: no profile request switches a factor off, and an object sent back whole is fine', async (t) => {
  const server = await startFar(t)
  const [ana, tex] = [await signUpWithTotp(server), await signUpWithTexts(server)]
  for (const [person, flag] of [
    [ana, 'mfa_enabled'],
    [tex, 'is_phone_verified'],
  ] as const) {
    const before = (await person.profile()).body
    assert.equal(before[flag], true)
    const off = await person.client().send('PATCH', `${api}/profile/`, { body: { [flag]: false } })
    assert.deepEqual([off.status, off.body[flag]], [400, ['This field cannot be changed here.']])
    assert.equal((await person.client().send('PATCH', `${api}/profile/`, { body: before })).status, 200)
    assert.equal((await person.profile()).body[flag], true)
    assert.equal((await person.login()).status, 403)
  }
})

test('defect 10: a texted code stands five guesses, and one is live', async (t) => {
  const server = await startFar(t)
  const tex = await signUpWithTexts(server)
  const mfa_token = await firstFactor(tex)
  const codes: string[] = []
  for (let i = 0; i < 3; i++) {
    assert.equal((await sendCode(server, mfa_token)).status, 200)
    codes.push(await textedCode(server, tex.number))
    // Past the minute in which no other is sent.
    server.clock.advance({ seconds: 61 })
  }
  const newest = codes.pop() ?? ''
  const older = codes.filter((code) => code !== newest)
  for (const code of older) {
    assert.equal((await secondFactor(tex, mfa_token, { method: 'sms', code })).status, 400, 'they do not pile up')
  }
  const code = otherCode(newest, ...older)
  const guesses = await atOnce(20, () => secondFactor(tex, mfa_token, { method: 'sms', code }))
  assert.deepEqual(tally(guesses), { 400: 5 - older.length, 429: 15 + older.length })
  assert.equal((await secondFactor(tex, mfa_token, { method: 'sms', code: newest })).status, 429)
})

test('defect 14: no texted code is stored or logged as it is', async (t) => {
  const server = await startFar(t, { LOG_LEVEL: 'trace' })
  const tex = await signUpWithTexts(server)
  await sendCode(server, await firstFactor(tex))
  const waiting = await readTables(server.app)
  const code = await textedCode(server, tex.number)
  const cells = [...waiting, ...(await readTables(server.app))]
  assert.ok(
    cells.some(({ text }) => text === tex.number),
    'the reading finds what is there',
  )
  const whole = new RegExp(`(?<![\\w-])${code}(?![\\w-])`)
  assert.deepEqual(
    cells.filter(({ text }) => whole.test(text)),
    [],
  )
  assert.ok(!server.log.some((line) => whole.test(line) || line.includes(tex.number)))
})

test('defect 16: a texted code counts once, however many use it at once', async (t) => {
  const server = await startFar(t)
  const tex = await signUpWithTexts(server)
  const tickets = [await firstFactor(tex), await firstFactor(tex), await firstFactor(tex)]
  await sendCode(server, tickets[0] ?? '')
  const code = await textedCode(server, tex.number)
  const answers = await atOnce(3, (i) =>
    server.client().post(`${api}/login/mfa/`, { mfa_token: tickets[i], method: 'sms', code }),
  )
  assert.deepEqual(tally(answers), { 200: 1, 400: 2 })
})

test('defect 16: a code of an app is not taken again inside its window, one step either side', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  server.clock.advance({ seconds: 90 })
  toStepStart(server)
  const code = codeAt(server, ana.secret, 30)
  const verify = async (): Promise<number> => (await ana.client().post(`${mfa}/totp/verify/`, { token: code })).status
  assert.equal(await verify(), 200)
  for (let step = 0; step < 3; step++) {
    assert.equal(await verify(), 400, `${step} steps later`)
    server.clock.advance({ seconds: 30 })
  }
})

test('defect 17: a mailed code verifies no phone, whatever kind the body names and whether or not a number waits', async (t) => {
  const server = await startFar(t)
  const ana = await signUp(server)
  const client = ana.client()
  const mailed = async (): Promise<string> => {
    await client.post(`${mfa}/email/setup/`)
    return codeIn(await mailAbout(server, ana.email, 'verification code'))
  }
  const first = await mailed()
  for (const code_type of ['email', 'sms', undefined]) {
    const { status } = await client.post(`${mfa}/sms/verify/`, { code: first, code_type })
    assert.equal(status, 400, `no number, ${code_type}`)
  }
  const number = someNumber()
  assert.equal((await client.post(`${mfa}/sms/setup/`, { phone_number: number })).status, 200)
  const texted = await textedCode(server, number)
  if (texted === first) return
  assert.equal((await client.post(`${mfa}/sms/verify/`, { code: first, code_type: 'sms' })).status, 400)
  assert.equal((await client.post(`${mfa}/email/verify/`, { code: texted, code_type: 'email' })).status, 400)
  assert.equal((await client.post(`${mfa}/email/verify/`, { code: texted, code_type: 'sms' })).status, 400)
  const { is_phone_verified, email_mfa_enabled } = (await ana.profile()).body
  assert.deepEqual([is_phone_verified, email_mfa_enabled], [false, false])
  assert.equal((await client.post(`${mfa}/sms/verify/`, { code: texted, code_type: 'sms' })).status, 200)
})
