import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, registerUnverified, registerVerified, signUp, somebody } from '../actors.ts'
import { atOnce, guess, signIn, statuses, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { askReset, reset } from '../recover.ts'
import { goToFarHour } from './far-hour.ts'

/** The numbers are those of the list of defects that the old service had; each test shows that its defect is gone. */
const api = '/api/auth'
const newPassword = 'N3w-passphrase'
const limited = { RATELIMIT_ENABLE: 'True' }

/** Another code than the right one. */
function wrongCode(right: string, i = 1): string {
  return String((Number(right) + i) % 1_000_000).padStart(6, '0')
}

test('defect 9: known and unknown addresses are answered alike', async (t) => {
  const server = await startServer(t)
  const [ana, fresh, unknown] = [await registerVerified(server), await registerUnverified(server), somebody()]
  const about = async (path: string, more: object = {}) => {
    const answers = []
    for (const { email } of [ana, fresh, unknown]) {
      answers.push(await server.client().post(`${api}/${path}/`, { email, ...more }))
    }
    return answers.map(({ status, body }) => JSON.stringify([status, { ...body, id: 0, email: 0, username: 0 }]))
  }
  for (const path of ['forgot-password', 'resend-verification']) {
    assert.equal(new Set(await about(path)).size, 1, path)
  }
  assert.equal(new Set(await about('login', { password: 'Wr0ng-guess' })).size, 1)
  const registered = []
  for (const { email } of [ana, fresh, unknown]) {
    const answer = await server.client().post(`${api}/register/`, { ...somebody(), email })
    registered.push([answer.status, answer.body.detail])
  }
  assert.deepEqual(registered, Array(3).fill([201, 'Verification email sent']))
})

test('defect 10: a mailed code stands five guesses, however many come at once', async (t) => {
  const server = await startServer(t)
  const { email } = await registerUnverified(server)
  const code = codeIn(await server.mailbox.last(email))
  const verify = (guessed: string) => server.client().post(`${api}/verify-email/`, { email, code: guessed })
  assert.deepEqual(tally(await atOnce(12, (i) => verify(wrongCode(code, i + 1)))), { 400: 12 })
  assert.equal((await verify(code)).status, 400, 'the right code comes too late')
})

test('defect 10: codes do not pile up: a new one ends the ones before it', async (t) => {
  const server = await startServer(t)
  const { email } = await registerUnverified(server)
  const verify = (code = '') => server.client().post(`${api}/verify-email/`, { email, code })
  const codes = [codeIn(await server.mailbox.last(email))]
  for (let i = 0; i < 2; i++) {
    await server.client().post(`${api}/resend-verification/`, { email })
    codes.push(codeIn(await server.mailbox.last(email)))
  }
  const newest = codes.pop()
  for (const code of codes) if (code !== newest) assert.equal((await verify(code)).status, 400)
  assert.equal((await verify(newest)).status, 200)
})

test('defect 10: the code of a reset stands five guesses', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const code = codeIn(await askReset(server, ana.email))
  const guesses = await atOnce(12, (i) =>
    reset(server, { email: ana.email, code: wrongCode(code, i + 1) }, newPassword),
  )
  assert.deepEqual(tally(guesses), { 400: 12 })
  assert.equal((await reset(server, { email: ana.email, code }, newPassword)).status, 400)
  assert.equal((await ana.login()).status, 200)
})

test('defect 11: thirty wishes for mail are a handful of mails, and one network has a limit', async (t) => {
  const server = await startServer(t, limited)
  goToFarHour(server)
  const [ana, fresh] = [await registerVerified(server), await registerUnverified(server)]
  const before = (await server.mailbox.all()).length
  const ask = (path: string, email: string) => server.client().post(`${api}/${path}/`, { email })
  for (let i = 0; i < 30; i++) {
    assert.equal((await ask('forgot-password', ana.email)).status, 200)
    assert.equal((await ask('resend-verification', fresh.email)).status, 200)
  }
  const sent = (await server.mailbox.all()).slice(before)
  for (const { email } of [ana, fresh]) {
    const mails = sent.filter(({ to }) => to === email).length
    assert.equal(mails, 5)
  }
  const flood = await atOnce(50, () => ask('forgot-password', somebody().email))
  const refused = flood.filter(({ status }) => status === 429)
  assert.equal(refused.length, 20, 'sixty an hour, and thirty were spent')
  for (const { headers, body } of refused) {
    assert.equal(body.error, 'rate_limited')
    assert.match(headers.get('retry-after') ?? '', /^\d+$/)
  }
})

test('defect 11: the present password cannot be found with a borrowed session', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const change = (current: string) => {
    const body = { current_password: current, new_password: newPassword, confirm_password: newPassword }
    return ana.client().post(`${api}/change-password/`, body)
  }
  const guesses = []
  for (let i = 0; i < 8; i++) guesses.push(await change(`Wr0ng-guess-${i}`))
  assert.deepEqual(statuses(guesses), [400, 400, 400, 400, 400, 423, 423, 423])
  assert.equal((await change(ana.password)).status, 423)
  const off = { password: ana.password, confirm_deactivation: true }
  assert.equal((await ana.client().post(`${api}/deactivate-account/`, off)).status, 423, 'one count for all of them')
  const move = { new_email: 'eve@example.com', password: ana.password }
  assert.equal((await ana.client().post(`${api}/profile/email/`, move)).status, 423)
  assert.equal((await onAnotherDevice(server, ana).login()).status, 200, 'its owner signs in elsewhere')
})

test('defect 12: nobody can lock somebody out of a device of theirs, and a reset lifts the lock', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  assert.deepEqual(statuses(await guess(server.client(), ana.email, 6)), [401, 401, 401, 401, 401, 423])
  assert.equal((await onAnotherDevice(server, ana).login()).status, 423)
  assert.equal((await ana.login()).status, 200, 'the known device')
  assert.equal((await ana.renew()).status, 200)
  await guess(server.client(), ana.email, 6)
  const token = tokenIn(await askReset(server, ana.email))
  assert.equal((await reset(server, { token }, newPassword)).status, 200)
  assert.equal((await signIn(server.client(), ana.email, newPassword)).status, 200)
})

test('defect 12: of many guesses at once no more than five are looked at', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const hashed = server.app.hasher.stats().count
  const answers = await atOnce(40, (i) => signIn(server.client(), ana.email, `Wr0ng-guess-${i}`))
  assert.deepEqual(tally(answers), { 401: 5, 423: 35 })
  assert.equal(server.app.hasher.stats().count - hashed, 5)
})

/** The address, the username and the form of a sign-in, as old clients and new ones send them. */
function doors(server: TestServer, { email, username }: { email: string; username: string }) {
  const login = `${api}/login/`
  return [
    (password: string) => server.client().post(login, { email, password }),
    (password: string) => server.client().post(login, { email: username, password }),
    (password: string) => server.client().post(login, { username, password }),
    (password: string) => server.client().send('POST', login, { form: { email, password } }),
    (password: string) => server.client().post('/api/auth/login', { email: email.toUpperCase(), password }),
  ]
}

test('defect 13: every door has the one lock, and there is no other door', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const all = doors(server, ana)
  for (const door of all) assert.equal((await door('Wr0ng-guess')).status, 401)
  for (const door of all) assert.equal((await door(ana.password)).status, 423)
  for (const path of ['/admin/', '/admin/login/', '/accounts/login/', '/accounts/signup/', '/api-auth/login/']) {
    const form = { username: ana.email, password: ana.password, login: ana.email }
    assert.equal((await server.client().send('POST', path, { form })).status, 404, path)
    assert.equal((await server.client().get(path)).status, 404, path)
  }
})
