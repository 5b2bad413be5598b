import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { tokenIn } from '../mailbox.ts'
import { countAudit } from '../records.ts'
import { signUpWithTotp } from '../second-factor.ts'
import { type Browser, mailAbout, openBrowser, type Social, startSocial } from '../social-browser.ts'
import { type Choice, signInAt } from '../stand-ins/sign-in-at.ts'

const api = '/api/auth'
const eve = { email: 'eve@example.com', email_verified: true, name: 'Eve' }
const links = (actor: Actor) => actor.client().get(`${api}/social/links/`)
const unlink = (actor: Actor) => actor.client().send('DELETE', `${api}/social/acme/link/`)

/** To the other service and back, as far as the page that is to finish the link. */
async function goToLink(browser: Browser, actor: Actor, choice: Choice, body: unknown = {}): Promise<URL> {
  const begun = await browser.send('POST', `${api}/social/acme/link/`, { body, access: actor.access })
  assert.equal(begun.status, 200, begun.text)
  return browser.comeBack(await signInAt(begun.body.authorization_url, choice))
}

function finish(browser: Browser, actor: Actor, page: URL): Promise<Answer> {
  const body = { code: page.searchParams.get('code') }
  return browser.send('POST', `${api}/social/link/complete/`, { body, access: actor.access })
}

test('a signed-in person links another service, signs in with it, and takes it away', async (t) => {
  const { server } = await startSocial(t, { eve })
  const ana = await signUp(server)
  const browser = openBrowser(server)
  const page = await goToLink(browser, ana, 'eve', { redirect_to: '/settings' })
  assert.deepEqual([page.pathname, page.searchParams.get('action')], ['/settings', 'link'])
  assert.deepEqual((await links(ana)).body.results, [], 'nothing is linked by coming back')
  assert.equal((await browser.complete(page)).status, 400, 'and nobody signed in with that code')
  const done = await finish(browser, ana, page)
  assert.equal(done.status, 200, done.text)
  assert.equal((await finish(browser, ana, page)).status, 400, 'once')

  const { results, methods } = (await links(ana)).body
  const [{ created_at, last_used_at, ...link }] = results
  assert.deepEqual(link, { provider: 'acme', name: 'Acme', email: 'eve@example.com' })
  assert.deepEqual([methods, typeof created_at, typeof last_used_at], [['password'], 'string', 'string'])
  await mailAbout(server, ana.email, 'Acme now opens your Kalosphere account')
  assert.equal((await openBrowser(server).signIn('acme', 'eve')).body.user.id, ana.id)

  assert.equal((await unlink(ana)).status, 200)
  assert.equal((await unlink(ana)).status, 404)
  await mailAbout(server, ana.email, 'Acme no longer opens your Kalosphere account')
  assert.equal((await links(ana)).body.results.length, 0)
  const later = await openBrowser(server).signIn('acme', 'eve')
  assert.notEqual(later.body.user.id, ana.id, 'it is somebody new by now')
  assert.equal(await countAudit(server.app, ana.id, 'social.unlinked'), 1)
})

test('a person who did not link takes it back by mail, which ends the stranger’s session', async (t) => {
  const { server } = await startSocial(t, { eve })
  const ana = await signUp(server)
  const browser = openBrowser(server)
  await finish(browser, ana, await goToLink(browser, ana, 'eve'))
  const token = tokenIn(await mailAbout(server, ana.email, 'Acme now opens'))
  const stranger = await openBrowser(server).signIn('acme', 'eve')
  const answer = await server.client().post(`${api}/social/link/undo/`, { token })
  assert.equal(answer.status, 200, answer.text)
  assert.equal((await server.client().as(stranger.body.access).get(`${api}/profile/`)).status, 401)
  assert.equal((await ana.login()).status, 200)
  assert.deepEqual((await links(ana)).body.results, [])
})

test('an old session, and one that has not proved the second factor, must prove itself first', async (t) => {
  const { server } = await startSocial(t, { eve })
  const ana = await signUp(server)
  const bo = await signUpWithTotp(server)
  server.clock.advance({ minutes: 14 })
  await ana.renew()
  await bo.renew()
  server.clock.advance({ minutes: 2 })
  await ana.renew()
  await bo.renew()
  for (const actor of [ana, bo]) {
    for (const method of ['POST', 'DELETE']) {
      const answer = await actor.client().send(method, `${api}/social/acme/link/`)
      assert.deepEqual([answer.status, answer.body.error], [403, 'reauthentication_required'])
    }
  }
  const password = { password: ana.password }
  const renewed = await ana.client().post(`${api}/reauthenticate/`, password)
  const client = server.client().as(renewed.body.access)
  assert.equal((await client.post(`${api}/social/acme/link/`, {})).status, 200)
  const weak = await bo.client().post(`${api}/reauthenticate/`, { password: bo.password })
  const answer = await server.client().as(weak.body.access).post(`${api}/social/acme/link/`, {})
  assert.equal(answer.body.error, 'reauthentication_required', 'a password is not the second factor')
})

test('attack 8: only the session that began a link finishes it', async (t) => {
  const { server } = await startSocial(t, { eve })
  const ana = await signUp(server)
  const other = onAnotherDevice(server, ana)
  await other.login()
  const bo = await signUp(server, 'bo')
  const browser = openBrowser(server)
  const page = await goToLink(browser, ana, 'eve')
  for (const actor of [other, bo]) assert.equal((await finish(browser, actor, page)).status, 400)
  assert.equal((await finish(openBrowser(server), ana, page)).status, 400, 'nor another browser')
  assert.equal((await browser.send('POST', `${api}/social/link/complete/`, { body: { code: 'x' } })).status, 401)
  assert.equal((await finish(browser, ana, page)).status, 200, 'and none of them spoiled it')
})

test('whoever signs out on the way links nothing', async (t) => {
  const { server } = await startSocial(t, { eve })
  const ana = await signUp(server)
  const browser = openBrowser(server)
  const page = await goToLink(browser, ana, 'eve')
  await server.client().post(`${api}/logout/`, { refresh: ana.refresh })
  assert.equal((await finish(browser, ana, page)).status, 401)
  await ana.login()
  assert.equal((await finish(browser, ana, page)).status, 400)
  assert.deepEqual((await links(ana)).body.results, [])
})

test('an identity opens one account, and an account has one identity of each service', async (t) => {
  const { server } = await startSocial(t, { eve, second: eve })
  const ana = await signUp(server)
  const bo = await signUp(server, 'bo')
  const browser = openBrowser(server)
  const pages = [await goToLink(browser, ana, 'eve'), await goToLink(browser, bo, 'eve')] as const
  const answers = await Promise.all([finish(browser, ana, pages[0]), finish(browser, bo, pages[1])])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409])
  const winner = answers[0]?.status === 200 ? ana : bo
  const more = await finish(browser, winner, await goToLink(browser, winner, 'second'))
  assert.deepEqual([more.status, more.body.error], [409, 'link_conflict'])
  const same = await finish(browser, winner, await goToLink(browser, winner, 'eve'))
  assert.equal(same.status, 200, 'the same again changes nothing')
  assert.equal(await countAudit(server.app, winner.id, 'social.linked'), 1)
})

/** Somebody whose account was made at the other service. */
async function madeThere({ server }: Social): Promise<Actor> {
  const answer = await openBrowser(server).signIn('acme', 'eve')
  const actor = onAnotherDevice(server, { ...(await signUp(server, 'decoy')), ...answer.body.user, password: '' })
  Object.assign(actor, { access: answer.body.access, refresh: answer.body.refresh })
  return actor
}

test('the last way to sign in stays until there is another', async (t) => {
  const social = await startSocial(t, { eve })
  const made = await madeThere(social)
  const answer = await unlink(made)
  assert.deepEqual([answer.status, answer.body.error], [409, 'last_sign_in_method'])
  assert.deepEqual((await links(made)).body.methods, [])
  assert.equal((await links(made)).body.results.length, 1)
  const password = 'Corr3ct-horse!'
  const body = { current_password: 'none', new_password: password, confirm_password: password }
  assert.equal((await made.client().post(`${api}/change-password/`, body)).status, 200)
  assert.equal((await unlink(made)).status, 200)
  made.password = password
  assert.equal((await made.login()).status, 200)
})

test('attack 27: an account without a password asks for a fresh sign-in where others ask for the password', async (t) => {
  const social = await startSocial(t, { eve })
  const { server } = social
  const made = await madeThere(social)
  const login = await server.client().post(`${api}/login/`, { email: 'eve@example.com', password: 'none' })
  assert.deepEqual([login.status, login.body.detail], [401, 'Invalid credentials.'])
  const again = await made.client().post(`${api}/reauthenticate/`, { password: 'none' })
  assert.equal(again.status, 400, 'no text is the password it does not have')
  const acts = {
    'change-password': {
      current_password: 'none',
      new_password: 'Corr3ct-horse!',
      confirm_password: 'Corr3ct-horse!',
    },
    'profile/email': { new_email: 'eve.new@example.com', password: 'none' },
    'deactivate-account': { password: 'none', confirm_deactivation: true },
  }
  server.clock.advance({ minutes: 14 })
  await made.renew()
  server.clock.advance({ minutes: 2 })
  await made.renew()
  for (const [act, body] of Object.entries(acts)) {
    const answer = await made.client().post(`${api}/${act}/`, body)
    assert.deepEqual([answer.status, answer.body.error], [403, 'reauthentication_required'], act)
  }
  const fresh = await openBrowser(server).signIn('acme', 'eve')
  const client = server.client().as(fresh.body.access)
  assert.equal((await client.post(`${api}/profile/email/`, acts['profile/email'])).status, 200)
  assert.equal((await client.post(`${api}/change-password/`, acts['change-password'])).status, 200)
  const second = await client.post(`${api}/change-password/`, acts['change-password'])
  assert.deepEqual(second.body.current_password, ['Current password is incorrect.'], 'from now on it is asked for')
})

test('a forgotten password that never was is set by mail', async (t) => {
  const social = await startSocial(t, { eve })
  const made = await madeThere(social)
  await social.server.client().post(`${api}/forgot-password/`, { email: 'eve@example.com' })
  const token = tokenIn(await social.server.mailbox.last('eve@example.com'))
  const password = 'Corr3ct-horse!'
  const body = { token, new_password: password, confirm_password: password }
  assert.equal((await social.server.client().post(`${api}/reset-password/`, body)).status, 200)
  made.password = password
  assert.equal((await made.login()).status, 200)
})
