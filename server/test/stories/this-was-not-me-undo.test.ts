import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, onAnotherDevice, registerVerified, signUp } from '../actors.ts'
import { askToMove, comeBack, countMails, disown, moveTo, mustDisown, notMeLink } from '../disown.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { passkeyLogin, register } from '../passkey.ts'
import { askReset, mailAbout, reset } from '../recover.ts'
import { codeOf, firstFactor, secondFactor, signUpWithTotp } from '../second-factor.ts'
import { makeAuthenticator } from '../software-authenticator.ts'
import { someNumber, textedCode } from '../texts.ts'

const api = '/api/auth'

async function addTotp(server: TestServer, actor: Actor): Promise<string> {
  const { secret } = (await actor.client().get(`${api}/mfa/totp/setup/`)).body
  const added = await actor.client().post(`${api}/mfa/totp/setup/`, { token: codeOf(server, secret) })
  assert.equal(added.status, 200, added.text)
  return secret
}

async function addTexts(server: TestServer, actor: Actor): Promise<void> {
  const number = someNumber()
  assert.equal((await actor.client().post(`${api}/mfa/sms/setup/`, { phone_number: number })).status, 200)
  const code = await textedCode(server, number)
  assert.equal((await actor.client().post(`${api}/mfa/sms/verify/`, { code, code_type: 'sms' })).status, 200)
}

async function addMailCodes(server: TestServer, actor: Actor): Promise<void> {
  assert.equal((await actor.client().post(`${api}/mfa/email/setup/`)).status, 200)
  const code = /\b\d{6}\b/.exec((await mailAbout(server, actor.email, 'verification code')).text)?.[0]
  assert.equal((await actor.client().post(`${api}/mfa/email/verify/`, { code, code_type: 'email' })).status, 200)
}

async function factorsOf({ app }: TestServer, { id }: Actor) {
  const factors = await app.db.selectFrom('factor').select('kind').where('account_id', '=', id).execute()
  const keys = await app.db.selectFrom('passkey').select('name').where('account_id', '=', id).execute()
  const codes = await app.db.selectFrom('backup_code').select('id').where('account_id', '=', id).execute()
  return [factors.map(({ kind }) => kind).toSorted(), keys.map(({ name }) => name), codes.length]
}

/** Of each kind: how a thief adds it, what the mail says, and what is told to be taken back. */
const additions: readonly [
  kind: string,
  add: (server: TestServer, actor: Actor) => Promise<unknown>,
  undone: string[],
][] = [
  ['An authenticator app', addTotp, ['authenticator', 'backup_codes']],
  ['A code by text message', addTexts, ['text_code']],
  ['A code by e-mail', addMailCodes, ['email_code']],
  ['A security key or passkey', (_, actor) => register(actor, makeAuthenticator()), ['passkey']],
]

for (const [kind, add, undone] of additions) {
  test(`${kind} that a thief added goes, and the account is no trap for its owner`, async (t) => {
    const server = await startServer(t)
    const ana = await signUp(server)
    server.clock.advance({ minutes: 10 })
    const thief = onAnotherDevice(server, ana)
    assert.equal((await thief.login()).status, 200)
    await add(server, thief)
    const mail = await mailAbout(server, ana.email, 'A second factor was added')
    assert.ok(mail.text.includes(kind))
    assert.deepEqual(await mustDisown(server, await notMeLink(server, ana.email, 'factor was added')), undone)
    assert.deepEqual(await factorsOf(server, ana), [[], [], 0])
    await comeBack(server, ana)
    const answer = await ana.login()
    assert.equal(answer.status, 200, 'no factor is asked for that nobody of them has')
    assert.equal(answer.body.user.mfa_enabled, false)
  })
}

test('a thief who changed much in a row loses all of it by the newest mail, and the owner keeps what was there', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const own = makeAuthenticator()
  await register(ana, own, { name: 'Own key' })
  server.clock.advance({ minutes: 10 })
  const thief = onAnotherDevice(server, ana)
  assert.equal((await secondFactor(thief, await firstFactor(thief), { code: ana.freshCode() })).status, 200)
  server.clock.advance({ minutes: 2 })
  const theirs = makeAuthenticator()
  await register(thief, theirs, { name: 'Their key' })
  await addTexts(server, thief)
  server.clock.advance({ minutes: 5 })
  assert.equal((await thief.client().post(`${api}/mfa/backup-codes/`)).status, 200)
  server.clock.advance({ minutes: 2 })
  assert.equal((await thief.client().post(`${api}/mfa/totp/setup/`, { token: '000000' })).status, 400)
  assert.equal((await thief.client().get(`${api}/mfa/totp/setup/`)).status, 200, 'and one is under way')

  const token = await notMeLink(server, ana.email, 'backup codes were replaced')
  assert.deepEqual(await mustDisown(server, token), ['text_code', 'passkey', 'backup_codes'])
  assert.deepEqual(await factorsOf(server, ana), [['totp'], ['Own key'], 0])
  assert.equal((await server.app.db.selectFrom('factor').select('pending_seed').execute())[0]?.pending_seed, null)
  await comeBack(server, ana)
  assert.equal((await passkeyLogin(server.client(), theirs)).status, 401)
  assert.equal((await passkeyLogin(server.client(), own)).status, 200)
  assert.equal((await ana.login()).status, 403, 'the second factor is asked for')
})

test('links of later events go with an earlier one, and that of an earlier event still works', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  server.clock.advance({ minutes: 10 })
  const first = onAnotherDevice(server, ana)
  await first.login()
  const early = await notMeLink(server, ana.email, 'New sign-in')
  server.clock.advance({ hours: 30 })
  const key = makeAuthenticator()
  await first.login()
  await register(first, key)
  const middle = await notMeLink(server, ana.email, 'factor was added')
  server.clock.advance({ hours: 1 })
  await first.renew()
  await first.login()
  await mustDisown(server, middle)
  await comeBack(server, ana)
  const late = await notMeLink(server, ana.email, 'password was reset')
  assert.deepEqual(await mustDisown(server, early), [], 'it reaches further back')
  const answer = await disown(server, late)
  assert.deepEqual([answer.status, answer.body.detail], [200, 'This was done already.'])
  assert.equal(await countMails(server, ana.email, 'account is frozen'), 2)
})

test('a change of address under way ends, and so does the thief’s reset link', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  server.clock.advance({ minutes: 10 })
  const thief = onAnotherDevice(server, ana)
  await thief.login()
  const to = `thief.${ana.email}`
  await askToMove(thief, to)
  const confirm = tokenIn(await mailAbout(server, to, 'Confirm your new'))
  await mustDisown(server, await notMeLink(server, ana.email, 'new address was asked for'))
  assert.equal((await server.client().post(`${api}/profile/email/confirm/`, { token: confirm })).status, 400)
  await comeBack(server, ana)
  assert.equal((await ana.login()).body.user.email, ana.email)
})

test('after a change of address the former mailbox has the last word, and the thief’s has none', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  server.clock.advance({ minutes: 10 })
  const thief = onAnotherDevice(server, ana)
  await thief.login()
  const to = `thief.${ana.email}`
  await moveTo(server, thief, to)
  server.clock.advance({ minutes: 2 })
  await register(thief, makeAuthenticator())
  const theirs = await notMeLink(server, to, 'factor was added')
  const stolen = tokenIn(await askReset(server, to))
  const back = tokenIn(await mailAbout(server, ana.email, 'Your Kalosphere address was changed'))
  const token = await notMeLink(server, ana.email, 'Your Kalosphere address was changed')

  assert.deepEqual(await mustDisown(server, token), ['address', 'passkey'])
  assert.equal(await countMails(server, to, 'frozen'), 0, 'the thief’s mailbox is told nothing')
  assert.equal((await reset(server, { token: stolen }, 'Th1efs-passphrase')).status, 400)
  assert.equal((await disown(server, theirs)).body.detail, 'This was done already.')
  assert.equal((await server.client().post(`${api}/profile/email/undo/`, { token: back })).status, 400)
  await comeBack(server, ana)
  assert.equal((await ana.login()).body.user.email, ana.email)
})

test('the undo of a change of address takes the thief’s links away, and leaves the owner’s', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  server.clock.advance({ minutes: 10 })
  const thief = onAnotherDevice(server, ana)
  await thief.login()
  const to = `thief.${ana.email}`
  await moveTo(server, thief, to)
  await register(thief, makeAuthenticator())
  const theirs = await notMeLink(server, to, 'factor was added')
  const mail = await mailAbout(server, ana.email, 'Your Kalosphere address was changed')
  const token = await notMeLink(server, ana.email, 'Your Kalosphere address was changed')
  assert.equal((await server.client().post(`${api}/profile/email/undo/`, { token: tokenIn(mail) })).status, 200)
  assert.equal((await disown(server, theirs)).body.detail, 'This was done already.')
  assert.equal(await countMails(server, to, 'frozen'), 0)
  assert.deepEqual(await server.app.db.selectFrom('freeze').selectAll().execute(), [], 'they freeze nothing by it')
  assert.deepEqual(await mustDisown(server, token), ['passkey'])
})

test('a new sign-in is told to the address of that moment, wherever the account is when the mail is written', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await server.settle()
  server.clock.advance({ minutes: 10 })
  await onAnotherDevice(server, ana).login()
  const moved = { email: 'thief@example.org', email_key: 'thief@example.org' }
  await server.app.db.updateTable('account').set(moved).where('id', '=', ana.id).execute()
  const token = await notMeLink(server, ana.email, 'New sign-in')
  assert.equal(await countMails(server, moved.email, 'New sign-in'), 0)
  assert.deepEqual(await mustDisown(server, token), ['address'])
})

test('an address that another account has proved meanwhile: the account is shut until somebody sorts it out', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  server.clock.advance({ minutes: 10 })
  const thief = onAnotherDevice(server, ana)
  await thief.login()
  const to = `thief.${ana.email}`
  await moveTo(server, thief, to)
  const token = await notMeLink(server, ana.email, 'Your Kalosphere address was changed')
  const again = { email: ana.email, username: `${ana.username}-2`, password: ana.password }
  assert.equal((await server.client().post(`${api}/register/`, again)).status, 201)
  const verify = tokenIn(await mailAbout(server, ana.email, 'Verify your'))
  assert.equal((await server.client().post(`${api}/verify-email/`, { token: verify })).status, 200)

  const answer = await disown(server, token)
  assert.deepEqual([answer.status, answer.body.not_undone], [200, ['address']])
  const mail = await mailAbout(server, ana.email, 'frozen and switched off')
  assert.match(mail.text, /another account has it by now/)
  await server.client().post(`${api}/forgot-password/`, { email: to })
  assert.equal(await countMails(server, to, 'Reset your'), 0, 'the thief’s mailbox opens it no more')
  const knocking = { email: to, password: thief.password }
  assert.equal((await server.client().post(`${api}/login/`, knocking)).status, 401)
})

test('where a factor is required and none is left, the sign-in afterwards leads to a new one', async (t) => {
  const server = await startServer(t, { MFA_REQUIRED: 'all' })
  const ana = await signUpRequired(server)
  server.clock.advance({ minutes: 2 })
  await mustDisown(server, await notMeLink(server, ana.email, 'factor was added'))
  await comeBack(server, ana)
  const answer = await ana.login()
  assert.deepEqual([answer.status, answer.body.error], [403, 'mfa_enrolment_required'])
})

/** Signs up where the sign-in must enrol a factor, and does, at once. */
async function signUpRequired(server: TestServer): Promise<Actor> {
  const ana = await registerVerified(server)
  const token = (await ana.login()).body.enrolment_token
  ana.access = token
  await addTotp(server, ana)
  return ana
}
