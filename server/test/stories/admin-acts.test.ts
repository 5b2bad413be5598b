import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eraseAccounts } from '../../src/accounts/erase-accounts.ts'
import { verifyLog } from '../../src/audit/verify-log.ts'
import { type Actor, onAnotherDevice, registerUnverified, registerVerified, signUp } from '../actors.ts'
import { admin, giveRoles, proveAgain, signUpStaff } from '../admin.ts'
import type { Answer } from '../client.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { auditOf, countAudit } from '../records.ts'
import { firstFactor, secondFactor } from '../second-factor.ts'

const why = { reason: 'Ticket 4711: the owner called' }

const post = (actor: Actor, path: string, body: object = {}): Promise<Answer> =>
  actor.client().post(`${admin}/users/${path}/`, { ...why, ...body })

type Act = (actor: Actor, targetId: string) => Promise<Answer>
const act =
  (word: string, body: object = {}): Act =>
  (actor, id) =>
    post(actor, `${id}/${word}`, body)

/** The order is one in which each can still be done. */
const forSupport: Record<string, Act> = {
  unlock: act('unlock'),
  'send-reset': act('send-reset'),
  'send-verification': act('send-verification'),
  'end-sessions': act('end-sessions'),
}
const forAdmins: Record<string, Act> = {
  patch: (actor, id) => actor.client().send('PATCH', `${admin}/users/${id}/`, { body: { ...why, display_name: 'X' } }),
  'verify-email': act('verify-email'),
  'reset-factors': act('reset-factors'),
  lock: act('lock'),
  deactivate: act('deactivate'),
  reactivate: act('reactivate'),
  erase: act('erase'),
  role: act('role', { role: 'none' }),
}

async function standingOf(server: TestServer, id: string) {
  const row = await server.app.db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return JSON.stringify([row.roles, row.is_active, row.email_verified_at, row.display_name, row.updated_at])
}

test('attack 28: each role may do what the table says, to whom it says, and what is refused leaves no trace', async (t) => {
  const server = await startServer(t)
  const sue = await signUpStaff(server, 'support', 'sue')
  const amy = await signUpStaff(server, 'admin', 'amy')
  const targets: Record<string, Actor> = {
    person: await registerVerified(server, 'ana'),
    support: await registerVerified(server, 'sid'),
    admin: await registerVerified(server, 'ada'),
  }
  await giveRoles(server, targets.support?.id ?? '', ['support'])
  await giveRoles(server, targets.admin?.id ?? '', ['admin'])
  const rows: [who: string, actor: Actor, acts: Record<string, Act>, allowed: readonly string[]][] = [
    ['support', sue, forSupport, ['person', 'support']],
    ['support', sue, forAdmins, []],
    ['admin', amy, forSupport, ['person', 'support', 'admin']],
    ['admin', amy, forAdmins, ['person', 'support', 'admin']],
  ]
  for (const [who, actor, acts, allowed] of rows) {
    for (const [word, run] of Object.entries(acts)) {
      for (const [kind, target] of Object.entries({ ...targets, self: actor })) {
        const about = `${who} ${word} ${kind}`
        await tryAct(server, { about, actor, target, run, allowed: allowed.includes(kind) })
      }
      const nobody = await run(actor, crypto.randomUUID())
      const expected = allowed.length > 0 ? 404 : 403
      assert.equal(nobody.status, expected, `${who} ${word} nobody`)
    }
  }
})

type Try = { about: string; actor: Actor; target: { id: string }; run: Act; allowed: boolean }

/** An act that is allowed is done and recorded once; any other changes nothing of whom it was aimed at. */
async function tryAct(server: TestServer, { about, actor, target, run, allowed }: Try): Promise<void> {
  const stateOf = async () => [await standingOf(server, target.id), (await auditOf(server.app, target.id)).length]
  const before = await stateOf()
  const done = await countAudit(server.app, actor.id, 'admin.acted')
  const answer = await run(actor, target.id)
  if (allowed) {
    assert.equal(answer.status, 200, `${about}: ${answer.text}`)
    assert.equal(await countAudit(server.app, actor.id, 'admin.acted'), done + 1, about)
    return
  }
  assert.deepEqual([answer.status, answer.body.error], [403, 'permission_denied'], about)
  assert.deepEqual(await stateOf(), before, about)
}

test('an act is recorded under who did it and under whom it was done to, with its reason, which the owner is not shown', async (t) => {
  const server = await startServer(t)
  const sue = await signUpStaff(server, 'support', 'sue')
  const ana = await signUp(server, 'ana')
  assert.equal((await post(sue, `${ana.id}/end-sessions`)).status, 200)
  const rows = await server.app.db.selectFrom('audit_event').selectAll().where('name', 'like', '%admin%').execute()
  const acted = rows.find(({ name }) => name === 'admin.acted')
  const done = rows.find(({ name }) => name === 'account.administered')
  assert.deepEqual([acted?.account_id, acted?.facts], [sue.id, { act: 'users.end_sessions' }])
  assert.notEqual(acted?.ip, '')
  assert.deepEqual([done?.account_id, done?.facts], [ana.id, { act: 'users.end_sessions', record: acted?.id }])
  assert.deepEqual([done?.personal_facts, done?.ip, done?.session_id], [why, '', null])
  assert.equal((await ana.profile()).status, 401)
  await ana.login()
  const activity = await ana.client().get('/api/auth/activity/')
  assert.doesNotMatch(activity.text, /administered|Ticket 4711|admin/)
  assert.match(activity.text, /ended_by_operator/)
  for (const reason of ['', '   ', 'x'.repeat(501), undefined, 7]) {
    const answer = await sue.client().post(`${admin}/users/${ana.id}/end-sessions/`, { reason })
    assert.deepEqual([answer.status, 'reason' in answer.body], [400, true], String(reason))
  }
  assert.equal((await ana.profile()).status, 200)
})

test('sensitive acts ask for a fresh proof, the others do not', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await registerVerified(server, 'ana')
  server.clock.advance({ minutes: 16 })
  await amy.renew()
  for (const [word, run] of Object.entries(forAdmins)) {
    const answer = await run(amy, ana.id)
    assert.deepEqual([answer.status, answer.body.error], [403, 'reauthentication_required'], word)
  }
  for (const [word, run] of Object.entries(forSupport)) assert.equal((await run(amy, ana.id)).status, 200, word)
  const many = { act: 'deactivate', ids: [ana.id] }
  assert.equal((await post(amy, 'bulk', many)).body.error, 'reauthentication_required')
  await proveAgain(amy)
  assert.equal((await post(amy, `${ana.id}/lock`)).status, 200)
})

test('two administrators who take each other’s role at once: one of them stays, and nobody is left without', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const eve = await signUpStaff(server, 'admin', 'eve')
  const answers = await Promise.all([
    post(amy, `${eve.id}/role`, { role: 'none' }),
    post(eve, `${amy.id}/role`, { role: 'none' }),
  ])
  const statuses = answers.map(({ status }) => status).toSorted()
  assert.equal(statuses[0], 200)
  assert.ok([401, 403].includes(statuses[1] ?? 0), `${statuses}`)
  const staff = await server.app.db.selectFrom('account').select('roles').execute()
  assert.equal(staff.filter(({ roles }) => roles.includes('admin')).length, 1)
})

test('a new role counts from the next sign-in, a lost one at once and at other services too', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const sue = await signUpStaff(server, 'support', 'sue')
  const answer = await post(amy, `${sue.id}/role`, { role: 'admin' })
  assert.deepEqual([answer.status, answer.body.changed], [200, true], answer.text)
  assert.equal((await post(amy, `${sue.id}/role`, { role: 'admin' })).body.changed, false)
  assert.equal((await sue.client().get(`${admin}/users/`)).status, 401)
  const signedIn = await secondFactor(sue, await firstFactor(sue), { code: sue.freshCode() })
  assert.equal(signedIn.status, 200)
  assert.equal((await sue.client().get(`${admin}/users/`)).status, 200)
  assert.equal((await post(amy, `${sue.id}/role`, { role: 'none' })).status, 200)
  assert.equal((await server.client().post('/api/auth/refresh/', { refresh: sue.refresh })).status, 401)
  assert.equal((await post(amy, `${sue.id}/role`, { role: 'root' })).status, 400)
})

test('a locked account opens neither for strangers nor for known devices until it is unlocked or its password is set anew', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await signUp(server, 'ana')
  assert.equal((await post(amy, `${ana.id}/lock`)).status, 200)
  assert.equal((await ana.profile()).status, 401)
  assert.equal((await ana.login()).status, 423)
  assert.equal((await onAnotherDevice(server, ana).login()).status, 423)
  const { lock } = (await amy.client().get(`${admin}/users/${ana.id}/`)).body
  assert.equal(lock.password_disabled, true)
  assert.equal((await post(amy, `${ana.id}/unlock`)).body.changed, true)
  assert.equal((await ana.login()).status, 200)
  await post(amy, `${ana.id}/lock`)
  assert.equal((await post(amy, `${ana.id}/send-reset`)).body.changed, true)
  const token = tokenIn(await server.mailbox.last(ana.email))
  const password = 'N3w-passphrase-here'
  const reset = { token, new_password: password, confirm_password: password }
  assert.equal((await server.client().post('/api/auth/reset-password/', reset)).status, 200)
  ana.password = password
  assert.equal((await ana.login()).status, 200)
})

test('off and on, verified and erased: each act does what it says, and says when it was so before', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const { id, email, password } = await registerUnverified(server, 'new')
  const twice = async (word: string) => {
    const answers = [await post(amy, `${id}/${word}`), await post(amy, `${id}/${word}`)]
    return answers.map(({ status, body }) => [status, body.changed])
  }
  const first = [
    [200, true],
    [200, false],
  ]
  await server.mailbox.all()
  assert.equal((await post(amy, `${id}/send-verification`)).body.changed, true)
  assert.match((await server.mailbox.last(email)).text, /verify-email\?token=/)
  assert.deepEqual(await twice('verify-email'), first)
  assert.equal((await post(amy, `${id}/send-verification`)).body.changed, false)
  assert.equal((await server.client().post('/api/auth/login/', { email, password })).status, 200)
  assert.deepEqual(await twice('deactivate'), first)
  assert.equal((await server.client().post('/api/auth/login/', { email, password })).status, 401)
  assert.deepEqual(await twice('reactivate'), first)
  const erased = await post(amy, `${id}/erase`)
  assert.ok(erased.body.due_at > server.clock.now().toISOString())
  const page = (await amy.client().get(`${admin}/users/${id}/`)).body
  assert.deepEqual([page.is_active, page.erasure.due_at], [false, erased.body.due_at])
  const final = await post(amy, `${id}/erase`, { final: true })
  assert.ok(final.body.due_at < erased.body.due_at)
})

test('a profile is changed by its free members alone, one session ends alone, and many are acted on one by one', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await signUp(server, 'ana')
  const ben = await signUp(server, 'ben')
  const patch = (body: object) => amy.client().send('PATCH', `${admin}/users/${ana.id}/`, { body: { ...why, ...body } })
  assert.deepEqual((await patch({ username: ben.username.toUpperCase() })).status, 400)
  assert.deepEqual((await patch({ avatar_url: 'javascript:x' })).status, 400)
  const planted = { email: 'x@example.com', is_email_verified: false, roles: ['admin'], display_name: 'Ana A.' }
  assert.deepEqual((await patch(planted)).body, { detail: 'Changed.', changed: true })
  const { email, display_name, roles, email_verified_at } = (await amy.client().get(`${admin}/users/${ana.id}/`)).body
  assert.deepEqual([email, display_name, roles], [ana.email, 'Ana A.', []])
  assert.ok(email_verified_at)
  const phone = onAnotherDevice(server, ana)
  await phone.login()
  const [newest] = (await ana.client().get('/api/auth/sessions/')).body.results
  assert.equal((await post(amy, `${ben.id}/sessions/${newest.id}/end`)).status, 404, 'not a session of ben')
  assert.equal((await post(amy, `${ana.id}/sessions/${newest.id}/end`)).status, 200)
  assert.equal((await post(amy, `${ana.id}/sessions/${newest.id}/end`)).status, 404, 'it has ended')
  assert.deepEqual([(await phone.profile()).status, (await ana.profile()).status], [401, 200])
  const nobody = crypto.randomUUID()
  const { body } = await post(amy, 'bulk', { act: 'deactivate', ids: [ana.id, amy.id, nobody, ben.id] })
  const results = ['done', 'permission_denied', 'not_found', 'done']
  assert.deepEqual(
    body.results,
    [ana.id, amy.id, nobody, ben.id].map((id, i) => ({ id, result: results[i] })),
  )
  assert.deepEqual([(await ana.profile()).status, (await ben.profile()).status], [401, 401])
  const sue = await signUpStaff(server, 'support', 'sue')
  assert.equal((await post(sue, 'bulk', { act: 'deactivate', ids: [ben.id] })).body.error, 'permission_denied')
  assert.equal(
    (await post(sue, 'bulk', { act: 'unlock', ids: [ana.id, amy.id] })).body.results[1].result,
    'permission_denied',
  )
  const form = { act: 'unlock', ids: ana.id, reason: 'x' }
  assert.equal((await sue.client().send('POST', `${admin}/users/bulk/`, { form })).status, 400)
})

test('after an erasure the log tells that an account was administered and by whom, not whose it was nor why', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await signUp(server, 'ana')
  await post(amy, `${ana.id}/end-sessions`)
  assert.equal((await post(amy, `${ana.id}/erase`, { final: true })).status, 200)
  server.clock.advance({ hours: 1 })
  assert.equal(await eraseAccounts(server.app, 10), 1)
  const rows = await server.app.db.selectFrom('audit_event').selectAll().execute()
  assert.doesNotMatch(JSON.stringify(rows), new RegExp(`${ana.id}|${ana.username}|Ticket 4711`))
  const done = rows.filter(({ name }) => name === 'account.administered')
  const by = done.map(({ facts }) => rows.find(({ id }) => id === facts.record)?.account_id)
  assert.deepEqual([done.length, by], [2, [amy.id, amy.id]])
  const verdict = await verifyLog(server.app, { anchors: [], onProgress: () => undefined })
  assert.deepEqual(verdict.findings, [])
})
