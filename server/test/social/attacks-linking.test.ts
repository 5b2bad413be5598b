import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerUnverified, registerVerified, signUp } from '../actors.ts'
import { tokenIn } from '../mailbox.ts'
import { firstFactor, secondFactor, signUpWithTotp } from '../second-factor.ts'
import { openBrowser, redirectUriOf, startSocial } from '../social-browser.ts'
import { startIssuer } from '../stand-ins/oidc-issuer.ts'

const api = '/api/auth'
const proved = (email: string) => ({ email, email_verified: true, name: 'Eve' })

test('attack 1, old defect 18: an account registered before its owner came is the owner’s alone', async (t) => {
  const { server, issuer } = await startSocial(t, {})
  const squat = await registerUnverified(server)
  await server.client().post(`${api}/forgot-password/`, { email: squat.email })
  const reset = tokenIn(await server.mailbox.last(squat.email))
  issuer.accounts.set('owner', proved(squat.email))
  const owner = await openBrowser(server).signIn('acme', 'owner')
  assert.equal(owner.body.user.id, squat.id)
  const credentials = { email: squat.email, password: squat.password }
  assert.equal((await server.client().post(`${api}/login/`, credentials)).status, 401)
  const password = 'An0ther-horse!'
  const stale = { token: reset, new_password: password, confirm_password: password }
  assert.equal((await server.client().post(`${api}/reset-password/`, stale)).status, 400)
})

test('attacks 1, 2 and 21: whatever opened an account before its address was proved opens nothing afterwards', async (t) => {
  const { server, issuer } = await startSocial(t, { thief: proved('thief@example.com') })
  const thief = await signUpWithTotp(server)
  const waiting = await firstFactor(thief)
  const browser = openBrowser(server)
  const begun = await browser.send('POST', `${api}/social/acme/link/`, { body: {}, access: thief.access })
  assert.equal(begun.status, 200, begun.text)
  const move = { new_email: 'thief.new@example.com', password: thief.password }
  assert.equal((await thief.client().post(`${api}/profile/email/`, move)).status, 200)
  const moving = tokenIn(await server.mailbox.last('thief.new@example.com'))
  const device = thief.deviceToken
  // As an account that was verified by a fault of an earlier time, or an operator, and is so no more.
  await server.app.db.updateTable('account').set({ email_verified_at: null }).where('id', '=', thief.id).execute()

  issuer.accounts.set('owner', proved(thief.email))
  const owner = await openBrowser(server).signIn('acme', 'owner')
  assert.deepEqual([owner.status, owner.body.user?.id], [200, thief.id], owner.text)
  assert.equal((await thief.login()).status, 401)
  assert.equal((await thief.profile()).status, 401)
  assert.equal((await thief.renew()).status, 401)
  assert.equal((await secondFactor(thief, waiting, { code: thief.freshCode() })).status, 401)
  assert.equal((await server.client().post(`${api}/profile/email/confirm/`, { token: moving })).status, 400)
  for (const table of ['factor', 'backup_code', 'passkey', 'password', 'social_flow'] as const) {
    const rows = await server.app.db.selectFrom(table).selectAll().where('account_id', '=', thief.id).execute()
    assert.deepEqual(rows, [], table)
  }
  const devices = await server.app.db.selectFrom('device').select('token_digest').execute()
  assert.equal(devices.length, 1, 'the owner’s')
  const known = await server
    .client()
    .post(`${api}/login/`, { email: thief.email, password: 'x' }, { 'x-device-token': device })
  assert.equal(known.status, 401)
})

test('attack 3: an address that another service says is somebody’s opens nothing without its proof', async (t) => {
  const globex = await startIssuer(t, { redirectUris: [redirectUriOf('globex')] })
  const { server, issuer } = await startSocial(t, {}, { beside: { globex } })
  const ana = await signUp(server)
  issuer.accounts.set('ana', proved(ana.email))
  assert.equal((await openBrowser(server).signIn('acme', 'ana')).body.user.id, ana.id)
  globex.accounts.set('ana', { email: ana.email })
  const claimed = await openBrowser(server).signIn('globex', 'ana')
  assert.equal(claimed.body.error, 'email_not_verified_by_provider')
  globex.accounts.set('ana', proved('mallory@example.com'))
  const namesake = await openBrowser(server).signIn('globex', 'ana')
  assert.notEqual(namesake.body.user.id, ana.id, 'the same subject of another issuer is another person')
})

test('attack 4: only the boolean true proves an address', async (t) => {
  const { server, issuer } = await startSocial(t, {})
  const ana = await registerVerified(server)
  for (const said of ['false', 'true', 'True', 1, 0, null, undefined, [true], {}, false]) {
    for (const email of [ana.email, 'nobody.yet@example.com']) {
      issuer.accounts.set('mallory', { email, email_verified: said, name: 'Mallory' })
      issuer.forgery = { change: (claims) => Object.assign(claims, { email_verified: said }) }
      const answer = await openBrowser(server).signIn('acme', 'mallory')
      assert.equal(answer.body.error, 'email_not_verified_by_provider', JSON.stringify(said))
    }
  }
  assert.equal((await server.app.db.selectFrom('account').select('id').execute()).length, 1)
})

test('attack 8: what one person of a service has proved links no other', async (t) => {
  const { server } = await startSocial(t, { eve: proved('eve@example.com'), mallory: proved('mallory@example.com') })
  const ana = await signUp(server)
  const browser = openBrowser(server)
  const link = await browser.send('POST', `${api}/social/acme/link/`, { body: {}, access: ana.access })
  assert.equal(link.status, 200)
  const signIn = await browser.visit('acme', 'mallory')
  const body = { code: signIn.searchParams.get('code') }
  const answer = await browser.send('POST', `${api}/social/link/complete/`, { body, access: ana.access })
  assert.equal(answer.status, 400, 'a sign-in is no link')
})

test('attack 11: a deactivated account is entered by no way of another service', async (t) => {
  const { server, issuer } = await startSocial(t, {})
  const ana = await signUp(server)
  issuer.accounts.set('ana', proved(ana.email))
  const late = openBrowser(server)
  const lateTicket = openBrowser(server)
  const page = await late.visit('acme', 'ana')
  const linking = await lateTicket.send('POST', `${api}/social/acme/link/`, { body: {}, access: ana.access })
  assert.equal(linking.status, 200)
  const token = await issuer.idTokenOf('ana', issuer.client)
  const off = { password: ana.password, confirm_deactivation: true }
  assert.equal((await ana.client().post(`${api}/deactivate-account/`, off)).status, 200)
  const answers = [
    await late.complete(page),
    await openBrowser(server).signIn('acme', 'ana'),
    await server.client().post(`${api}/social-login/`, { provider: 'acme', id_token: token }),
  ]
  for (const answer of answers) assert.deepEqual([answer.status, answer.body.detail], [401, 'Invalid credentials.'])
  assert.deepEqual(await server.app.db.selectFrom('social_identity').selectAll().execute(), [])
})

test('attack 56: a sign-out ends what waits for the second factor, by another service too', async (t) => {
  const { server, issuer } = await startSocial(t, {})
  const ana = await signUpWithTotp(server)
  issuer.accounts.set('ana', proved(ana.email))
  const first = await openBrowser(server).signIn('acme', 'ana')
  assert.equal(first.body.error, 'mfa_required')
  await server.client().post(`${api}/logout/`, { refresh: ana.refresh })
  const answer = await secondFactor(ana, first.body.mfa_token, { code: ana.freshCode() })
  assert.equal(answer.status, 401)
})

test('a link that is taken away ends what waits for the second factor after it', async (t) => {
  const { server, issuer } = await startSocial(t, {})
  const ana = await signUpWithTotp(server)
  issuer.accounts.set('ana', proved(ana.email))
  const first = await openBrowser(server).signIn('acme', 'ana')
  assert.equal((await ana.client().send('DELETE', `${api}/social/acme/link/`)).status, 200)
  const answer = await secondFactor(ana, first.body.mfa_token, { code: ana.freshCode() })
  assert.equal(answer.status, 401)
})
