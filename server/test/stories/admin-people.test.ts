import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerUnverified, registerVerified, signUp } from '../actors.ts'
import { admin, giveRoles, readPages, signUpStaff } from '../admin.ts'
import type { Answer } from '../client.ts'
import { startServer } from '../harness.ts'

const names = (rows: Answer['body'][]): string[] => rows.map(({ username }) => username)

test('people are listed newest first, page by page, in every order, without a gap', async (t) => {
  const server = await startServer(t)
  const sue = await signUpStaff(server, 'support', 'sue')
  for (let i = 0; i < 6; i++) await registerVerified(server, `p${i}`)
  const whole = (await sue.client().get(`${admin}/users/`)).body
  assert.deepEqual([whole.results.length, whole.next, whole.is_cut], [7, null, false])
  const times = whole.results.map(({ created_at }: { created_at: string }) => created_at)
  assert.deepEqual(times, times.toSorted().reverse())
  const all = names(whole.results)
  for (const [sort, expected] of [
    ['-created_at', all],
    ['created_at', all.toReversed()],
    ['username', all.toSorted()],
    ['-username', all.toSorted().reverse()],
    ['email', all.toSorted()],
    ['-email', all.toSorted().reverse()],
  ] as const) {
    const pages = await readPages(sue, `${admin}/users/?limit=2&sort=${sort}`)
    assert.deepEqual(names(pages.flat()), expected, sort)
    assert.equal(pages.length, 4)
  }
})

test('a search finds by id and by the beginning of address, username and number, in any case, and nothing else', async (t) => {
  const server = await startServer(t)
  const sue = await signUpStaff(server, 'support', 'sue')
  const ana = await signUp(server, 'ana')
  await registerVerified(server, 'anabel')
  await registerVerified(server, 'ben')
  const phone = { account_id: ana.id, kind: 'sms', target: '+4915123456789', last_step: 0, confirmed_at: new Date() }
  await server.app.db.insertInto('factor').values(phone).execute()
  const found = async (text: string) => {
    const { body } = await sue.client().get(`${admin}/users/?sort=username&search=${encodeURIComponent(text)}`)
    return names(body.results).map((name) => name.replace(/-.*/, ''))
  }
  assert.deepEqual(await found('ANA'), ['ana', 'anabel'])
  assert.deepEqual(await found(ana.email.toUpperCase()), ['ana'])
  assert.deepEqual(await found('anabel.'), ['anabel'], 'only the address begins so')
  assert.deepEqual(await found(ana.id.toUpperCase()), ['ana'])
  assert.deepEqual(await found('+49 151'), ['ana'])
  for (const none of ['nabel', '%', '_na', "' or 1=1 --", 'ana%', '+50', crypto.randomUUID()]) {
    assert.deepEqual(await found(none), [], none)
  }
})

test('filters pick by role, state, second factor and age', async (t) => {
  const server = await startServer(t)
  const eve = await signUpStaff(server, 'admin', 'eve')
  const sue = await signUpStaff(server, 'support', 'sue')
  server.clock.advance({ days: 2 })
  const ana = await registerVerified(server, 'ana')
  const off = await registerVerified(server, 'off')
  await registerUnverified(server, 'new')
  await server.app.db.updateTable('account').set({ is_active: false }).where('id', '=', off.id).execute()
  await sue.renew()
  const login = await server.client().post('/api/auth/refresh/', { refresh: sue.refresh })
  const found = async (query: string) => {
    const { body } = await server.client().as(login.body.access).get(`${admin}/users/?sort=username&${query}`)
    return names(body.results).map((name) => name.replace(/-.*/, ''))
  }
  await server.app.db.updateTable('session').set({ factor_at: server.clock.now() }).execute()
  assert.deepEqual(await found('role=any'), ['eve', 'sue'])
  assert.deepEqual(await found('role=admin'), ['eve'])
  await giveRoles(server, ana.id, ['support', 'admin'])
  assert.deepEqual(await found('role=support'), ['ana', 'sue'])
  assert.deepEqual(await found('state=inactive'), ['off'])
  assert.deepEqual(await found('state=unverified'), ['new'])
  assert.deepEqual(await found('state=active&has_factor=false'), ['ana', 'new'])
  assert.deepEqual(await found('has_factor=true'), ['eve', 'sue'])
  assert.deepEqual(await found('state=erasing'), [])
  const dayAgo = new Date(server.clock.now().getTime() - 86_400_000).toISOString()
  assert.deepEqual(await found(`created_before=${dayAgo}`), ['eve', 'sue'])
  assert.deepEqual(await found(`created_from=${dayAgo}&search=of`), ['off'])
  assert.equal(eve.username.startsWith('eve'), true)
})

test('what is no filter, no order and no cursor of ours is refused by name', async (t) => {
  const server = await startServer(t)
  const sue = await signUpStaff(server, 'support', 'sue')
  await registerVerified(server, 'ana')
  const { next } = (await sue.client().get(`${admin}/users/?limit=1&sort=email`)).body
  const beforeAllTime = Buffer.from(`${sue.id}-271821-04-20T00:00:00.000Z`).toString('base64url')
  for (const [query, field] of [
    ['role=root', 'role'],
    ['state=on', 'state'],
    ['sort=password', 'sort'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['created_from=yesterday', 'created_from'],
    ['created_before=2026-02-30', 'created_before'],
    ['cursor=abc', 'cursor'],
    [`cursor=${beforeAllTime}`, 'cursor'],
    [`cursor=${next}`, 'cursor'],
    ['sort=email&cursor=eA', 'cursor'],
    ['search=', 'search'],
    ['search=a%00b', 'search'],
    ['search=a&search=b', 'search'],
  ] as const) {
    const answer = await sue.client().get(`${admin}/users/?${query}`)
    assert.equal(answer.status, 400, `${query}: ${answer.text}`)
    assert.ok(field in answer.body, query)
  }
})

test('the page of a person holds all that helps them and no secret; unknown and odd ids are not found', async (t) => {
  const server = await startServer(t)
  const sue = await signUpStaff(server, 'support', 'sue')
  const ana = await signUp(server, 'ana')
  const answer = await sue.client().get(`${admin}/users/${ana.id}/`)
  assert.equal(answer.status, 200, answer.text)
  const { email, roles, lock, sessions, devices, links, activity, factors, erasure, factor_recovery } = answer.body
  assert.deepEqual([email, roles, links, factors, erasure, factor_recovery], [ana.email, [], [], [], null, null])
  assert.deepEqual(lock, { locked_until: null, frozen_since: null, password_disabled: false })
  assert.deepEqual([sessions.length, devices.length, answer.body.live_sessions], [1, 1, 1])
  assert.equal(activity[0].event, 'sign_in.succeeded')
  const own = (await sue.client().get(`${admin}/users/${sue.id}/`)).body
  assert.deepEqual([own.factors[0].kind, own.backup_codes_left], ['totp', 10])
  for (const secret of [sue.secret, ana.refresh, ana.deviceToken, '$argon2']) {
    assert.equal((answer.text + JSON.stringify(own)).includes(secret), false)
  }
  for (const id of [crypto.randomUUID(), 'x', 'null', ana.id.toUpperCase(), `${ana.id}'--`]) {
    const none = await sue.client().get(`${admin}/users/${encodeURIComponent(id)}/`)
    assert.deepEqual([none.status, none.body.error], [404, 'not_found'], id)
  }
})

test('what an administrator did, and why, is on their page for administrators alone', async (t) => {
  const server = await startServer(t)
  const [sue, amy, eve] = [
    await signUpStaff(server, 'support', 'sue'),
    await signUpStaff(server, 'admin', 'amy'),
    await signUpStaff(server, 'admin', 'eve'),
  ]
  const why = { reason: 'not for everybody' }
  assert.equal((await amy.client().post(`${admin}/users/export/`, { format: 'jsonl', ...why })).status, 200)
  const page = async (by: typeof sue) => (await by.client().get(`${admin}/users/${amy.id}/`)).text
  assert.ok((await page(eve)).includes(why.reason))
  const forSupport = await page(sue)
  assert.deepEqual([forSupport.includes(why.reason), forSupport.includes('admin.acted')], [false, false])
  assert.ok(forSupport.includes('sign_in.succeeded'))
})
