import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { onAnotherDevice, signUp } from '../actors.ts'
import { fillHasher } from '../full-hasher.ts'
import { startServer } from '../harness.ts'
import { codeIn } from '../mailbox.ts'
import { mailAbout } from '../recover.ts'
import { codeOf, firstFactor, secondFactor, signUpWithTotp } from '../second-factor.ts'

test('an authenticator app: set up, asked at sign-in, proved, told in the token', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  assert.equal((await ana.profile()).body.mfa_enabled, true)
  assert.match((await server.mailbox.last(ana.email)).subject, /second factor was added/)
  const phone = onAnotherDevice(server, ana)
  const asked = await phone.login()
  assert.equal(asked.status, 403)
  const { mfa_token: ticket, ...said } = asked.body
  assert.deepEqual(said, {
    detail: 'A second factor is required.',
    methods: ['totp', 'backup_code'],
    error: 'mfa_required',
  })
  const answer = await secondFactor(phone, ticket, { code: ana.freshCode() })
  assert.equal(answer.status, 200, answer.text)
  const { amr, acr } = decodeJwt(phone.access)
  assert.deepEqual([amr, acr], [['pwd', 'otp', 'mfa'], 'aal2'])
  assert.equal((await phone.profile()).status, 200)
  assert.equal((await secondFactor(phone, ticket, { code: ana.freshCode() })).status, 401, 'the ticket worked once')
})

test('GET mfa/totp/setup/ shows the same pending enrolment and changes nothing active', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const first = await ana.client().get('/api/auth/mfa/totp/setup/')
  const again = await ana.client().get('/api/auth/mfa/totp/setup/')
  assert.deepEqual(again.body, first.body)
  assert.equal(first.body.backup_codes.length, 10)
  assert.equal(Buffer.from(first.body.qr_code, 'base64').subarray(1, 4).toString(), 'PNG')
  assert.equal((await ana.profile()).body.mfa_enabled, false)
  assert.equal((await ana.login()).status, 200)
  server.clock.advance({ minutes: 11 })
  await ana.login()
  const later = await ana.client().get('/api/auth/mfa/totp/setup/')
  assert.notEqual(later.body.secret, first.body.secret)
  const old = await ana.client().post('/api/auth/mfa/totp/setup/', { token: codeOf(server, first.body.secret) })
  assert.deepEqual([old.status, old.body.token], [400, ['Invalid TOTP token.']])
})

test('backup codes are stored as slow hashes with a salt of their set, and an answer costs one hash', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUpWithTotp(server), await signUpWithTotp(server, 'ben')]
  const rows = await server.app.db.selectFrom('backup_code').selectAll().execute()
  const prefixes = rows.map(({ account_id: id, hashed_by: by }) => `${id} ${by}`)
  assert.deepEqual([rows.length, new Set(prefixes).size], [20, 2])
  for (const prefix of prefixes) assert.match(prefix, / argon2id\$64\$1\$[\w-]{22}$/)
  const ticket = await firstFactor(ana)
  const { count } = server.app.hasher.stats()
  const [code = ''] = ana.backupCodes
  assert.equal((await secondFactor(ana, ticket, { method: 'backup_code', code })).status, 200)
  assert.equal(server.app.hasher.stats().count, count + 1)
  const stolen = { method: 'backup_code', code: ana.backupCodes[1] ?? '' }
  assert.equal((await secondFactor(ben, await firstFactor(ben), stolen)).status, 400, 'of somebody else')
})

test('a backup code opens once, and a new set replaces the old', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const [code = '', second = ''] = ana.backupCodes
  const given = { method: 'backup_code', code }
  assert.equal((await secondFactor(ana, await firstFactor(ana), given)).status, 200)
  assert.equal((await secondFactor(ana, await firstFactor(ana), given)).status, 400)
  assert.equal((await secondFactor(ana, await firstFactor(ana), { code: ana.freshCode() })).status, 200)
  const renewed = await ana.client().post('/api/auth/mfa/backup-codes/')
  assert.equal(renewed.body.backup_codes.length, 10)
  const refused = await secondFactor(ana, await firstFactor(ana), { method: 'backup_code', code: second })
  assert.equal(refused.status, 400)
})

test('100 parallel submissions of one right code: exactly one session', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const ticket = await firstFactor(ana)
  const code = ana.freshCode()
  const body = { mfa_token: ticket, method: 'totp', code }
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => server.client().post('/api/auth/login/mfa/', body)),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
})

test('guesses are counted for the account: many tickets get no more of them', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const wrong: number[] = []
  for (let i = 0; i < 20; i++) {
    const ticket = await firstFactor(ana)
    for (const code of ['000000', '111111']) wrong.push((await secondFactor(ana, ticket, { code })).status)
  }
  assert.equal(wrong.filter((status) => status === 400).length, 5)
  assert.equal(wrong.filter((status) => status === 429).length, 35)
  const right = await secondFactor(ana, await firstFactor(ana), { code: ana.freshCode() })
  assert.equal(right.status, 429, 'the right one has to wait as well')
  const backup = { method: 'backup_code', code: ana.backupCodes[0] ?? '' }
  assert.equal(
    (await secondFactor(ana, await firstFactor(ana), backup)).status,
    200,
    'another factor has its own count',
  )
  server.clock.advance({ minutes: 31 })
  assert.equal((await secondFactor(ana, await firstFactor(ana), { code: ana.freshCode() })).status, 200)
})

test('a remembered device is not asked again, until the password changes or its time is over', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const remembered = { code: ana.freshCode(), remember_device: true }
  assert.equal((await secondFactor(ana, await firstFactor(ana), remembered)).status, 200)
  assert.equal((await ana.login()).status, 200)
  assert.equal(decodeJwt(ana.access).acr, 'aal1', 'and is worth no more than its one factor')
  const disable = await ana.client().post('/api/auth/mfa/totp/disable/')
  assert.equal(disable.body.error, 'reauthentication_required')
  assert.equal((await onAnotherDevice(server, ana).login()).status, 403)
  server.clock.advance({ days: 31 })
  await firstFactor(ana)
})

test('codes by e-mail: set up, asked, sent, proved, removed', async (t) => {
  const server = await startServer(t)
  const ben = await signUp(server, 'ben')
  assert.equal((await ben.client().post('/api/auth/mfa/email/setup/')).status, 200)
  const code = codeIn(await mailAbout(server, ben.email, 'verification code'))
  const confirmed = await ben.client().post('/api/auth/mfa/email/verify/', { code, code_type: 'email' })
  assert.deepEqual([confirmed.status, confirmed.body.detail], [200, 'Email MFA enabled successfully.'])
  const ticket = await firstFactor(ben)
  const sent = await server.client().post('/api/auth/login/mfa/send/', { mfa_token: ticket, method: 'email' })
  assert.equal(sent.status, 200)
  const mailed = codeIn(await mailAbout(server, ben.email, 'verification code'))
  assert.equal((await secondFactor(ben, ticket, { method: 'email', code: mailed })).status, 200)
  assert.equal((await secondFactor(ben, await firstFactor(ben), { method: 'email', code: mailed })).status, 400)
  const off = await ben.client().post('/api/auth/mfa/email/disable/')
  assert.equal(off.status, 200)
  assert.equal((await ben.login()).status, 200)
})

test('removing a factor needs the factor; a password alone is not enough', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  server.clock.advance({ minutes: 16 })
  await ana.renew()
  const empty = await ana.client().post('/api/auth/mfa/totp/disable/')
  assert.deepEqual([empty.status, empty.body.error], [403, 'reauthentication_required'])
  const again = await ana.client().post('/api/auth/reauthenticate/', { password: ana.password })
  assert.equal(again.status, 200)
  ana.access = again.body.access
  assert.equal((await ana.client().post('/api/auth/mfa/totp/disable/')).status, 403, 'the password is the weaker proof')
  const proved = await ana.client().post('/api/auth/reauthenticate/', { method: 'totp', code: ana.freshCode() })
  assert.equal(proved.status, 200)
  ana.access = proved.body.access
  assert.equal((await ana.client().post('/api/auth/mfa/totp/disable/')).status, 200)
  assert.equal((await ana.profile()).body.mfa_enabled, false)
  assert.equal((await ana.login()).status, 200)
})

test('sensitive calls of an account with a factor ask for it; the password alone is not enough', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const remembered = { code: ana.freshCode(), remember_device: true }
  await secondFactor(ana, await firstFactor(ana), remembered)
  await ana.login()
  const { password } = ana
  const change = { current_password: password, new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrase' }
  const calls: [path: string, body: object][] = [
    ['change-password', change],
    ['profile/email', { new_email: 'elsewhere@example.com', password }],
    ['deactivate-account', { password, confirm_deactivation: true }],
  ]
  for (const [path, body] of calls) {
    const answer = await ana.client().post(`/api/auth/${path}/`, body)
    assert.deepEqual([path, answer.status, answer.body.error], [path, 403, 'reauthentication_required'])
  }
  const proved = await ana.client().post('/api/auth/reauthenticate/', { method: 'totp', code: ana.freshCode() })
  ana.access = proved.body.access
  assert.equal((await ana.client().post('/api/auth/change-password/', change)).status, 200)
})

test('a fresh proof puts its access token in the place of those before it, and of no other session', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const other = onAnotherDevice(server, ana)
  await other.login()
  const { access: before, refresh } = ana
  server.clock.advance({ seconds: 2 })
  const proved = await ana.client().post('/api/auth/reauthenticate/', { password: ana.password })
  ana.access = proved.body.access
  const ofBefore = server.client().as(before)
  for (const path of ['profile/', 'sessions/']) {
    const refused = await ofBefore.get(`/api/auth/${path}`)
    assert.deepEqual([refused.status, refused.body.error], [401, 'token_not_valid'], path)
    assert.equal((await ana.client().get(`/api/auth/${path}`)).status, 200)
    assert.equal((await other.client().get(`/api/auth/${path}`)).status, 200)
  }
  const verify = (token: string) => server.client().post('/api/auth/token/verify/', { token })
  assert.deepEqual([(await verify(before)).status, (await verify(ana.access)).status], [401, 200])
  // What lost the answer refreshes: the session itself goes on.
  const renewed = await server.client().post('/api/auth/refresh/', { refresh })
  assert.equal(renewed.status, 200)
  assert.equal((await server.client().as(renewed.body.access).get('/api/auth/profile/')).status, 200)
})

test('a proof of a clock that is set back makes no token live longer, shuts nobody out, and is not fresh', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  server.clock.advance({ hours: 3 })
  await ana.renew()
  const proved = await ana.client().post('/api/auth/reauthenticate/', { password: ana.password })
  assert.equal(proved.status, 200)
  server.clock.advance({ hours: -3 })
  assert.equal((await ana.renew()).status, 200)
  assert.equal((await ana.profile()).status, 200)
  const { iat = 0, exp = 0 } = decodeJwt(ana.access)
  const now = server.clock.now().getTime() / 1000
  assert.ok(iat <= now && exp <= now + 15 * 60, `${iat} ${exp} ${now}`)
  const stale = await ana.client().get('/api/auth/profile/export/')
  assert.deepEqual([stale.status, stale.body.error], [403, 'reauthentication_required'])
})

test('while there is no room for a hash, a backup code is neither looked at nor counted as a guess', async (t) => {
  const server = await startServer(t, { HASH_QUEUE_LIMIT: '1' })
  const ana = await signUpWithTotp(server)
  const ticket = await firstFactor(ana)
  const makeRoom = fillHasher(server.app)
  for (let i = 0; i < 7; i++) {
    const refused = await secondFactor(ana, ticket, { method: 'backup_code', code: ana.backupCodes[0] ?? '' })
    assert.equal(refused.status, 503, refused.text)
  }
  await makeRoom()
  const opened = await secondFactor(ana, ticket, { method: 'backup_code', code: ana.backupCodes[0] ?? '' })
  assert.equal(opened.status, 200, opened.text)
})

test('a refused proof replaces nothing', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  server.clock.advance({ seconds: 2 })
  assert.equal((await ana.client().post('/api/auth/reauthenticate/', { password: 'Wr0ng-guess' })).status, 400)
  assert.equal((await ana.profile()).status, 200)
})

test('a password given later makes a token of two factors no fresher', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  await secondFactor(ana, await firstFactor(ana), { code: ana.freshCode() })
  const { auth_time: first } = decodeJwt(ana.access)
  server.clock.advance({ minutes: 5 })
  const again = await ana.client().post('/api/auth/reauthenticate/', { password: ana.password })
  assert.deepEqual([decodeJwt(again.body.access).auth_time, decodeJwt(again.body.access).acr], [first, 'aal2'])
})
