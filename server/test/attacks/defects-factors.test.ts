import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, signUp } from '../actors.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn } from '../mailbox.ts'
import { mailAbout } from '../recover.ts'
import { firstFactor, secondFactor, signUpWithTotp } from '../second-factor.ts'
import { readTables } from './tables.ts'

/** The numbers are those of the list of defects that the old service had; each test shows that its defect is gone. */
const api = '/api/auth'
const mfa = `${api}/mfa`

type Signed = Awaited<ReturnType<typeof signUp>>

const codeSent = async (server: TestServer, { email }: Signed): Promise<string> =>
  codeIn(await mailAbout(server, email, 'verification code'))

async function signUpWithEmailCodes(server: TestServer): Promise<Signed> {
  const ben = await signUp(server, 'ben')
  await ben.client().post(`${mfa}/email/setup/`)
  const code = await codeSent(server, ben)
  assert.equal((await ben.client().post(`${mfa}/email/verify/`, { code })).status, 200)
  return ben
}

/** Another code than the right one. */
function wrongCode(right: string, i = 1): string {
  return String((Number(right) + i) % 1_000_000).padStart(6, '0')
}

test('defect 1: a second factor is asked for at sign-in, by name or address, of either kind', async (t) => {
  const server = await startServer(t)
  const people = [await signUpWithTotp(server), await signUpWithEmailCodes(server)]
  for (const { email, username, password } of people) {
    for (const name of [{ email }, { email: username }, { username }]) {
      const answer = await server.client().post(`${api}/login/`, { ...name, password })
      assert.deepEqual([answer.status, answer.body.error, answer.body.access], [403, 'mfa_required', undefined])
    }
  }
  const wrong = await server.client().post(`${api}/login/`, { email: people[0]?.email, password: 'Wr0ng-guess' })
  assert.deepEqual([wrong.status, wrong.body.error], [401, 'bad_credentials'], 'not told without the password')
})

test('defect 2: a bearer token alone takes no factor away', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUpWithTotp(server), await signUpWithEmailCodes(server)]
  server.clock.advance({ minutes: 16 })
  for (const [actor, path] of [
    [ana, 'totp'],
    [ben, 'email'],
  ] as const) {
    await actor.renew()
    const answer = await actor.client().post(`${mfa}/${path}/disable/`)
    assert.deepEqual([answer.status, answer.body.error], [403, 'reauthentication_required'])
  }
  assert.equal((await ana.profile()).body.mfa_enabled, true)
  assert.equal((await ben.profile()).body.email_mfa_enabled, true)
})

test('defect 10: a mailed code stands five guesses, and one is live', async (t) => {
  const server = await startServer(t)
  const ben = await signUpWithEmailCodes(server)
  const mfa_token = await firstFactor(ben)
  const codes = []
  for (let i = 0; i < 3; i++) {
    assert.equal((await server.client().post(`${api}/login/mfa/send/`, { mfa_token, method: 'email' })).status, 200)
    codes.push(await codeSent(server, ben))
  }
  const newest = codes.pop() ?? ''
  for (const code of codes.filter((old) => old !== newest)) {
    assert.equal((await secondFactor(ben, mfa_token, { method: 'email', code })).status, 400, 'they do not pile up')
  }
  const guesses = await atOnce(20, (i) => {
    const body = { mfa_token, method: 'email', code: wrongCode(newest, i + 1) }
    return server.client().post(`${api}/login/mfa/`, body)
  })
  assert.deepEqual(tally(guesses), { 400: 3, 429: 17 })
  assert.equal((await secondFactor(ben, mfa_token, { method: 'email', code: newest })).status, 429)
})

test('defect 10: guesses at the code that confirms a factor, and at an app, are few', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const client = ana.client()
  await client.post(`${mfa}/email/setup/`)
  const code = await codeSent(server, ana)
  const confirms = await atOnce(20, (i) => client.post(`${mfa}/email/verify/`, { code: wrongCode(code, i + 1) }))
  assert.deepEqual(tally(confirms), { 400: 5, 429: 15 })
  assert.equal((await client.post(`${mfa}/email/verify/`, { code })).status, 429)
  const verifies = await atOnce(20, (i) => client.post(`${mfa}/totp/verify/`, { token: wrongCode('0', i) }))
  assert.deepEqual(tally(verifies), { 400: 5, 429: 15 })
  assert.equal((await ana.profile()).body.email_mfa_enabled, false)
})

test('defect 10: a code lives five minutes', async (t) => {
  const server = await startServer(t)
  const ben = await signUpWithEmailCodes(server)
  const mfa_token = await firstFactor(ben)
  await server.client().post(`${api}/login/mfa/send/`, { mfa_token, method: 'email' })
  const code = await codeSent(server, ben)
  server.clock.advance({ minutes: 5, seconds: 1 })
  assert.equal((await secondFactor(ben, mfa_token, { method: 'email', code })).status, 400)
})

test('defect 14: no seed, backup code, mailed code or ticket is stored or logged as it is', async (t) => {
  const server = await startServer(t, { LOG_LEVEL: 'trace' })
  const [ana, ben] = [await signUpWithTotp(server), await signUpWithEmailCodes(server)]
  const ticket = await firstFactor(ben)
  await server.client().post(`${api}/login/mfa/send/`, { mfa_token: ticket, method: 'email' })
  const waiting = await readTables(server.app)
  const mailed = await codeSent(server, ben)
  const renewed = (await ana.client().post(`${mfa}/backup-codes/`)).body.backup_codes
  const pending = (await ana.client().get(`${mfa}/totp/setup/`)).body
  const secrets = [ana.secret, ...ana.backupCodes, ...renewed, pending.secret, ...pending.backup_codes, ticket, mailed]
  const cells = [...waiting, ...(await readTables(server.app))]
  assert.ok(
    cells.some(({ text }) => text === ana.email),
    'the reading finds what is there',
  )
  for (const secret of secrets) {
    const whole = new RegExp(`(?<![\\w-])${secret}(?![\\w-])`)
    const places = cells.filter(({ text }) => whole.test(text)).map(({ table, column }) => `${table}.${column}`)
    assert.deepEqual(places, [], secret)
    assert.ok(!server.log.some((line) => whole.test(line)), `${secret} was logged`)
  }
})

test('defect 15: the active seed is not shown again, and its backup codes stay', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const shown = (await ana.client().get(`${mfa}/totp/setup/`)).body
  assert.notEqual(shown.secret, ana.secret)
  const [code = ''] = ana.backupCodes
  const phone = onAnotherDevice(server, ana)
  assert.equal((await secondFactor(phone, await firstFactor(phone), { method: 'backup_code', code })).status, 200)
  assert.equal((await secondFactor(phone, await firstFactor(phone), { code: ana.freshCode() })).status, 200)
  const pending = shown.backup_codes[0]
  assert.equal((await ana.client().post(`${mfa}/totp/verify/`, { backup_code: pending })).status, 400)
})

test('defect 16: a backup code and a mailed code count once, however many use them at once', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUpWithTotp(server), await signUpWithEmailCodes(server)]
  for (const code of ana.backupCodes.slice(0, 3)) {
    const tickets = [await firstFactor(ana), await firstFactor(ana), await firstFactor(ana)]
    const answers = await atOnce(3, (i) => {
      const body = { mfa_token: tickets[i], method: 'backup_code', code }
      return server.client().post(`${api}/login/mfa/`, body)
    })
    assert.deepEqual(tally(answers), { 200: 1, 400: 2 })
  }
  const tickets = [await firstFactor(ben), await firstFactor(ben), await firstFactor(ben)]
  await server.client().post(`${api}/login/mfa/send/`, { mfa_token: tickets[0], method: 'email' })
  const code = await codeSent(server, ben)
  const answers = await atOnce(3, (i) => {
    const body = { mfa_token: tickets[i], method: 'email', code }
    return server.client().post(`${api}/login/mfa/`, body)
  })
  assert.deepEqual(tally(answers), { 200: 1, 400: 2 })
})
