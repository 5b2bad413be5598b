import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerUnverified, registerVerified, signUp, somebody } from '../actors.ts'
import { tokenIn } from '../mailbox.ts'
import { auditOf, countAudit } from '../records.ts'
import { signUpWithTotp } from '../second-factor.ts'
import { mailAbout, openBrowser, startSocial } from '../social-browser.ts'

const api = '/api/auth'
const eve = { email: 'eve@example.com', email_verified: true, name: 'Eve Adams', picture: 'https://example.com/e.png' }

test('somebody new signs in with another service and has an account', async (t) => {
  const { server, issuer } = await startSocial(t, { eve })
  assert.deepEqual((await server.client().get(`${api}/social/`)).body, {
    results: [{ id: 'acme', name: 'Acme' }],
    next: null,
  })
  const browser = openBrowser(server)
  const there = await browser.start('acme', { redirect_to: '/after?tab=1' })
  assert.equal(there.origin, issuer.url)
  const asked = Object.fromEntries(there.searchParams)
  assert.equal(asked.response_type, 'code')
  assert.equal(asked.code_challenge_method, 'S256')
  for (const name of ['state', 'nonce', 'code_challenge']) assert.match(asked[name] ?? '', /^[\w-]{43}$/, name)

  const page = await openBrowser(server).visit('acme', 'eve', { redirect_to: '/after?tab=1' })
  assert.equal(`${page.origin}${page.pathname}`, 'http://localhost:8000/after')
  assert.deepEqual([...page.searchParams.keys()], ['tab', 'code', 'provider', 'action'])

  const answer = await browser.signIn('acme', 'eve')
  assert.equal(answer.status, 200, answer.text)
  const { id, ...user } = answer.body.user
  assert.deepEqual(user, { email: 'eve@example.com', username: 'eve_adams', mfa_enabled: false })
  const profile = (await server.client().as(answer.body.access).get(`${api}/profile/`)).body
  assert.equal(profile.is_email_verified, true)
  assert.deepEqual([profile.display_name, profile.avatar_url], ['Eve Adams', 'https://example.com/e.png'])
  const names = (await auditOf(server.app, id)).map(({ name }) => name)
  assert.deepEqual(names.toSorted(), ['account.registered', 'sign_in.succeeded', 'social.linked'])
  assert.deepEqual(await server.mailbox.to('eve@example.com'), [], 'nobody had an account to be told of')

  issuer.accounts.set('eve', { ...eve, email: 'moved@example.com', name: 'Another Name' })
  const again = await openBrowser(server).signIn('acme', 'eve')
  assert.deepEqual(again.body.user, answer.body.user, 'the subject counts, not what is said of it')
  const claims = JSON.parse(Buffer.from(again.body.access.split('.')[1], 'base64url').toString())
  assert.deepEqual([claims.amr, claims.acr], [['fed'], 'aal1'])
})

test('an issuer that tells the address at its userinfo endpoint alone is asked there', async (t) => {
  const { server, issuer } = await startSocial(t, { eve }, { claimsInIdToken: false })
  const answer = await openBrowser(server).signIn('acme', 'eve')
  assert.equal(answer.body.user.email, 'eve@example.com')
  assert.ok(issuer.asked.includes('GET /userinfo'))
})

test('the tokens come in cookies when the page asks for it', async (t) => {
  const { server } = await startSocial(t, { eve })
  const browser = openBrowser(server)
  const page = await browser.visit('acme', 'eve')
  const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = { cookie, origin: 'http://localhost:8000', 'x-token-transport': 'cookie' }
  const body = { code: page.searchParams.get('code') }
  const answer = await server.client().post(`${api}/social/complete/`, body, headers)
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual(Object.keys(answer.body), ['access', 'user'])
  const cookies = answer.headers.getSetCookie().map((line) => line.split('=', 1)[0])
  assert.deepEqual(cookies.toSorted(), ['device', 'refresh'])
})

test('a verified account is linked by its verified address, its owner told, and the link can be taken back', async (t) => {
  const { server, issuer } = await startSocial(t, {})
  const ana = await signUp(server)
  const profile = { display_name: 'Ana of old' }
  await ana.client().send('PATCH', `${api}/profile/`, { body: profile })
  issuer.accounts.set('ana', { ...eve, email: ana.email.toUpperCase() })
  const answer = await openBrowser(server).signIn('acme', 'ana')
  assert.equal(answer.body.user.id, ana.id)
  const now = (await ana.profile()).body
  assert.equal(now.display_name, 'Ana of old', 'what its owner chose stays')
  assert.equal(now.avatar_url, eve.picture, 'what was empty is filled')

  const token = tokenIn(await mailAbout(server, ana.email, 'Acme now opens your Kalosphere account'))
  const page = await server.client().get(`/undo-social-link?token=${token}`)
  assert.equal(page.status, 200)
  assert.equal((await ana.profile()).status, 200, 'a GET takes nothing back')
  const undo = () => server.client().post(`${api}/social/link/undo/`, { token })
  const answers = await Promise.all([undo(), undo()])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400])
  assert.equal((await ana.profile()).status, 401, 'every session has ended')
  assert.equal((await server.client().as(answer.body.access).get(`${api}/profile/`)).status, 401)
  assert.equal(await countAudit(server.app, ana.id, 'social.link_undone'), 1)
  assert.equal((await server.client().get(`/undo-social-link?token=${token}`)).status, 200)
  const form = { token }
  assert.equal((await server.client().send('POST', '/undo-social-link', { form })).status, 400)
})

test('the second factor of ours is asked after another service, too', async (t) => {
  const { server, issuer } = await startSocial(t, {})
  const ana = await signUpWithTotp(server)
  issuer.accounts.set('ana', { ...eve, email: ana.email })
  const browser = openBrowser(server)
  const first = await browser.signIn('acme', 'ana')
  assert.equal(first.status, 403, first.text)
  assert.equal(first.body.error, 'mfa_required')
  assert.equal((await server.client().as(first.body.mfa_token).get(`${api}/profile/`)).status, 401)
  const body = { mfa_token: first.body.mfa_token, method: 'totp', code: ana.freshCode(), remember_device: true }
  const second = await server.client().post(`${api}/login/mfa/`, body)
  assert.equal(second.status, 200, second.text)
  const claims = JSON.parse(Buffer.from(second.body.access.split('.')[1], 'base64url').toString())
  assert.deepEqual(claims.amr, ['fed', 'otp', 'mfa'])
  const page = await browser.visit('acme', 'ana')
  const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = { cookie, 'x-device-token': second.body.device_token }
  const code = page.searchParams.get('code')
  const trusted = await server.client().post(`${api}/social/complete/`, { code }, headers)
  assert.equal(trusted.status, 200, 'a remembered device is not asked')
})

test('whoever must have a second factor enrols one first, after another service as well', async (t) => {
  const { server } = await startSocial(t, { eve }, { env: { MFA_REQUIRED: 'all' } })
  const answer = await openBrowser(server).signIn('acme', 'eve')
  assert.deepEqual([answer.status, answer.body.error], [403, 'mfa_enrolment_required'], answer.text)
  const client = server.client().as(answer.body.enrolment_token)
  assert.equal((await client.get(`${api}/mfa/totp/setup/`)).status, 200)
  assert.equal((await client.get(`${api}/social/links/`)).status, 401, 'it opens nothing else')
})

test('a lock of the password does not stop a sign-in elsewhere, and a deactivated account stays shut', async (t) => {
  const { server, issuer } = await startSocial(t, {})
  const ana = await registerVerified(server)
  issuer.accounts.set('ana', { ...eve, email: ana.email })
  assert.equal((await openBrowser(server).signIn('acme', 'ana')).status, 200)
  const wrong = { email: ana.email, password: 'wrong' }
  for (let i = 0; i < 5; i++) await server.client().post(`${api}/login/`, wrong)
  assert.equal((await ana.login()).status, 423)
  const answer = await openBrowser(server).signIn('acme', 'ana')
  assert.equal(answer.status, 200)
  const off = { password: ana.password, confirm_deactivation: true }
  assert.equal((await server.client().as(answer.body.access).post(`${api}/deactivate-account/`, off)).status, 200)
  const refused = await openBrowser(server).signIn('acme', 'ana')
  assert.deepEqual([refused.status, refused.body.detail], [401, 'Invalid credentials.'])
})

test('ten people named alike get ten usernames', async (t) => {
  const names = Array.from({ length: 10 }, (_, i) => `eve${i}`)
  const people = Object.fromEntries(names.map((name) => [name, { ...eve, email: `${name}@example.com` }]))
  const { server } = await startSocial(t, people)
  const usernames: string[] = []
  for (const name of names) usernames.push((await openBrowser(server).signIn('acme', name)).body.user.username)
  assert.equal(new Set(usernames).size, 10, usernames.join(' '))
  assert.deepEqual(usernames.slice(0, 3), ['eve_adams', 'eve_adams_1', 'eve_adams_2'])
})

test('ten people named alike at the same moment get ten usernames', async (t) => {
  const names = Array.from({ length: 10 }, (_, i) => `eve${i}`)
  const people = Object.fromEntries(names.map((name) => [name, { ...eve, email: `${name}@example.com` }]))
  const { server } = await startSocial(t, people)
  const browsers = names.map(() => openBrowser(server))
  const pages = await Promise.all(browsers.map((browser, i) => browser.visit('acme', names[i] ?? '')))
  const answers = await Promise.all(browsers.map((browser, i) => browser.complete(pages[i] as URL)))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  assert.equal(new Set(answers.map(({ body }) => body.user.username)).size, 10)
})

test('two first sign-ins of one person at the same moment make one account', async (t) => {
  const { server } = await startSocial(t, { eve })
  const browsers = [openBrowser(server), openBrowser(server), openBrowser(server)]
  const pages = await Promise.all(browsers.map((browser) => browser.visit('acme', 'eve')))
  const answers = await Promise.all(browsers.map((browser, i) => browser.complete(pages[i] as URL)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  )
  assert.equal(new Set(answers.map(({ body }) => body.user.id)).size, 1)
  assert.equal((await server.app.db.selectFrom('social_identity').select('id').execute()).length, 1)
  assert.equal((await server.app.db.selectFrom('account').select('id').execute()).length, 1)
})

test('an address that the service has not verified neither opens nor makes an account', async (t) => {
  const { server, issuer } = await startSocial(t, { nobody: { name: 'No Body' } })
  const ana = await registerVerified(server)
  const bo = somebody('bo')
  issuer.accounts.set('ana', { ...eve, email: ana.email, email_verified: false })
  issuer.accounts.set('bo', { ...eve, email: bo.email, email_verified: false })
  for (const name of ['ana', 'bo', 'nobody']) {
    const answer = await openBrowser(server).signIn('acme', name)
    assert.deepEqual([answer.status, answer.body.error], [403, 'email_not_verified_by_provider'], name)
  }
  assert.equal((await server.app.db.selectFrom('account').select('id').execute()).length, 1)
  assert.deepEqual(await server.app.db.selectFrom('social_identity').selectAll().execute(), [])
  const failed = await server.app.db
    .selectFrom('audit_event')
    .select('name')
    .where('name', '=', 'social.failed')
    .execute()
  assert.equal(failed.length, 3)
})

test('another person of the same service does not enter by an address that has changed hands', async (t) => {
  const { server } = await startSocial(t, { eve, heir: eve })
  assert.equal((await openBrowser(server).signIn('acme', 'eve')).status, 200)
  const answer = await openBrowser(server).signIn('acme', 'heir')
  assert.deepEqual([answer.status, answer.body.error], [409, 'link_conflict'])
})

test('whoever registered an address before its owner came gets nothing of the account', async (t) => {
  const { server, issuer } = await startSocial(t, {})
  const squat = await registerUnverified(server, 'squat')
  const link = tokenIn(await server.mailbox.last(squat.email))
  issuer.accounts.set('owner', { ...eve, email: squat.email })
  const answer = await openBrowser(server).signIn('acme', 'owner')
  assert.deepEqual([answer.status, answer.body.user.id], [200, squat.id])
  const login = await server.client().post(`${api}/login/`, { email: squat.email, password: squat.password })
  assert.equal(login.status, 401)
  const late = await server.client().post(`${api}/verify-email/`, { token: link })
  assert.equal(late.body.detail, 'Email already verified', 'the old link does nothing')
  await mailAbout(server, squat.email, 'You signed in to Kalosphere with Acme')
  assert.equal(await countAudit(server.app, squat.id, 'account.cleared'), 1)
  assert.equal(await countAudit(server.app, squat.id, 'account.email_verified'), 1)
})
