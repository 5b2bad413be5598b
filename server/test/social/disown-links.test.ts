import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { comeBack, disown, mustDisown, notMeLink } from '../disown.ts'
import type { TestServer } from '../harness.ts'
import { countAudit } from '../records.ts'
import { mailAbout } from '../recover.ts'
import { type Browser, openBrowser, startSocial } from '../social-browser.ts'
import { type Choice, signInAt } from '../stand-ins/sign-in-at.ts'

const api = '/api/auth'
const eve = { email: 'eve@example.com', email_verified: true, name: 'Eve' }
const ann = { email: 'ann@example.com', email_verified: true, name: 'Ann' }

async function goToLink(browser: Browser, actor: Actor, choice: Choice): Promise<URL> {
  const begun = await browser.send('POST', `${api}/social/acme/link/`, { body: {}, access: actor.access })
  assert.equal(begun.status, 200, begun.text)
  return browser.comeBack(await signInAt(begun.body.authorization_url, choice))
}

async function link(server: TestServer, actor: Actor, choice: Choice): Promise<void> {
  const browser = openBrowser(server)
  const code = (await goToLink(browser, actor, choice)).searchParams.get('code')
  const done = await browser.send('POST', `${api}/social/link/complete/`, { body: { code }, access: actor.access })
  assert.equal(done.status, 200, done.text)
}

const unlink = (actor: Actor) => actor.client().send('DELETE', `${api}/social/acme/link/`)

async function breakIn(server: TestServer, owner: Actor): Promise<Actor> {
  server.clock.advance({ minutes: 10 })
  const thief = onAnotherDevice(server, owner)
  assert.equal((await thief.login()).status, 200)
  return thief
}

async function identities({ app }: TestServer, { id }: Actor) {
  const rows = await app.db.selectFrom('social_identity').selectAll().where('account_id', '=', id).execute()
  return rows.map(({ id, subject, created_at }) => ({ id, subject, at: created_at.getTime() }))
}

test('a link that a thief made goes, and what they began there opens nothing', async (t) => {
  const { server } = await startSocial(t, { eve })
  const ana = await signUp(server)
  const thief = await breakIn(server, ana)
  await link(server, thief, 'eve')
  const waiting = openBrowser(server)
  const page = await waiting.visit('acme', 'eve')
  assert.deepEqual(await mustDisown(server, await notMeLink(server, ana.email, 'Acme now opens')), ['link_added'])
  assert.deepEqual(await identities(server, ana), [])
  const late = await waiting.complete(page)
  assert.notEqual(late.body.user?.id, ana.id)
  await comeBack(server, ana)
  assert.equal((await ana.login()).status, 200)
  assert.notEqual((await openBrowser(server).signIn('acme', 'eve')).body.user?.id, ana.id)
})

test('a link that a thief took away comes back, though they linked themselves in its place', async (t) => {
  const { server } = await startSocial(t, { eve, ann })
  const ana = await signUp(server)
  await link(server, ana, 'ann')
  const before = await identities(server, ana)
  const thief = await breakIn(server, ana)
  assert.equal((await unlink(thief)).status, 200)
  server.clock.advance({ minutes: 2 })
  await link(server, thief, 'eve')
  assert.equal((await unlink(thief)).status, 200)
  await link(server, thief, 'eve')
  const token = await notMeLink(server, ana.email, 'Acme no longer opens')
  assert.deepEqual(await mustDisown(server, token), ['link_added', 'link_removed'])
  assert.deepEqual(await identities(server, ana), before)
  const frozen = await openBrowser(server).signIn('acme', 'ann')
  assert.deepEqual([frozen.status, frozen.body.error], [401, 'bad_credentials'], 'and opens nothing yet')
  await comeBack(server, ana)
  assert.equal((await openBrowser(server).signIn('acme', 'ann')).body.user.id, ana.id)
})

test('the mail of the sign-in before brings the link back as well', async (t) => {
  const { server } = await startSocial(t, { ann })
  const ana = await signUp(server)
  await link(server, ana, 'ann')
  const thief = await breakIn(server, ana)
  assert.equal((await unlink(thief)).status, 200)
  assert.deepEqual(await mustDisown(server, await notMeLink(server, ana.email, 'New sign-in')), ['link_removed'])
  assert.equal((await identities(server, ana)).length, 1)
})

test('the thief’s link that the owner took away does not come back by the mail of something before that', async (t) => {
  const { server } = await startSocial(t, { eve })
  const ana = await signUp(server)
  await link(server, await breakIn(server, ana), 'eve')
  await breakIn(server, ana)
  const token = await notMeLink(server, ana.email, 'New sign-in')
  server.clock.advance({ minutes: 5 })
  assert.equal((await ana.login()).status, 200)
  assert.equal((await unlink(ana)).status, 200)
  assert.deepEqual(await mustDisown(server, token), [])
  assert.deepEqual(await identities(server, ana), [])
  await comeBack(server, ana)
  assert.notEqual((await openBrowser(server).signIn('acme', 'eve')).body.user?.id, ana.id)
})

test('a link that opens another account by now stays there: the owner is told, and frozen all the same', async (t) => {
  const { server } = await startSocial(t, { ann })
  const ana = await signUp(server)
  await link(server, ana, 'ann')
  const thief = await breakIn(server, ana)
  assert.equal((await unlink(thief)).status, 200)
  const bo = await signUp(server, 'bo')
  await link(server, bo, 'ann')
  const token = await notMeLink(server, ana.email, 'Acme no longer opens')
  const answer = await disown(server, token)
  assert.deepEqual([answer.status, answer.body.undone, answer.body.not_undone], [200, [], ['link_removed']])
  assert.match((await mailAbout(server, ana.email, 'account is frozen')).text, /it opens another account by now/)
  assert.equal((await identities(server, bo)).length, 1)
  assert.equal((await thief.profile()).status, 401)
  assert.equal((await bo.profile()).status, 200)
})

test('a frozen account is entered by no new identity with its address either', async (t) => {
  const { server, issuer } = await startSocial(t, {})
  const ana = await signUp(server)
  await breakIn(server, ana)
  await mustDisown(server, await notMeLink(server, ana.email, 'New sign-in'))
  issuer.accounts.set('ana', { email: ana.email, email_verified: true, name: 'Ana' })
  const answer = await openBrowser(server).signIn('acme', 'ana')
  assert.deepEqual([answer.status, answer.body.error], [401, 'bad_credentials'])
  assert.deepEqual(await identities(server, ana), [])
  assert.equal(await countAudit(server.app, ana.id, 'social.linked'), 0)
})

test('a link that is being finished while it is all taken back is not made', async (t) => {
  const { server } = await startSocial(t, { eve })
  const ana = await signUp(server)
  const thief = await breakIn(server, ana)
  const browser = openBrowser(server)
  const code = (await goToLink(browser, thief, 'eve')).searchParams.get('code')
  const token = await notMeLink(server, ana.email, 'New sign-in')
  const finish = () => browser.send('POST', `${api}/social/link/complete/`, { body: { code }, access: thief.access })
  const [done, undone] = await Promise.all([finish(), disown(server, token)])
  assert.equal(undone.status, 200)
  assert.ok([200, 401].includes(done.status), done.text)
  assert.deepEqual(await identities(server, ana), [], 'made before and taken back, or never made')
})

test('a sign-in that is being finished while its link or its account goes leaves nothing half made', async (t) => {
  const { server } = await startSocial(t, { eve })
  for (const [about, act, status] of [
    ['the link', unlink, 200],
    ['the account', deactivate, 200],
  ] as const) {
    const ana = await signUp(server)
    await link(server, ana, 'eve')
    const browser = openBrowser(server)
    const page = await browser.visit('acme', 'eve')
    const [entered, ended] = await Promise.all([browser.complete(page), act(ana)])
    assert.equal(ended.status, status, ended.text)
    assert.equal((await browser.complete(page)).status, 400, 'the code is spent either way')
    const times = await countAudit(server.app, ana.id, 'sign_in.succeeded')
    assert.equal(times, entered.body.user?.id === ana.id ? 2 : 1, `${about}: a session and its record`)
    const rows = await server.app.db.selectFrom('session').selectAll().where('account_id', '=', ana.id).execute()
    assert.equal(rows.length, times)
    if (about === 'the account')
      assert.ok(
        rows.every(({ revoked_at }) => revoked_at !== null),
        'and none outlives it',
      )
    await forget(server, ana)
  }
})

function deactivate(actor: Actor) {
  const body = { password: actor.password, confirm_deactivation: true }
  return actor.client().post(`${api}/deactivate-account/`, body)
}

/** Makes room for the next one: the identity, and whoever it opens by now, are gone. */
async function forget({ app }: TestServer, { id }: Actor): Promise<void> {
  await app.db.deleteFrom('account').where('id', '=', id).execute()
  await app.db.deleteFrom('account').where('email_key', '=', eve.email).execute()
}
