import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createByOperator } from '../../src/accounts/create-by-operator.ts'
import { disableByOperator, enableByOperator } from '../../src/accounts/operator-acts.ts'
import { offerFirstAdmin } from '../../src/admin/first-admin.ts'
import { registerVerified, somebody } from '../actors.ts'
import { admin, giveRoles, signUpStaff } from '../admin.ts'
import { startServer, type TestServer } from '../harness.ts'
import { countAudit } from '../records.ts'

const path = '/api/auth/first-admin/'

async function offer(server: TestServer): Promise<string> {
  const link = (await offerFirstAdmin(server.app)) ?? assert.fail('no link')
  assert.ok(link.startsWith('http://localhost:8000/first-admin?invitation='))
  return new URL(link).searchParams.get('invitation') ?? ''
}

async function countAccounts({ app }: TestServer): Promise<number> {
  return (await app.db.selectFrom('account').select('id').execute()).length
}

test('the link of the console makes one administrator, who must add a second factor, and then no other', async (t) => {
  const server = await startServer(t)
  const token = await offer(server)
  const eve = somebody('eve')
  const made = await server.client().post(path, { ...eve, token })
  assert.equal(made.status, 201, made.text)
  const login = await server.client().post('/api/auth/login/', { email: eve.email, password: eve.password })
  assert.equal(login.status, 200, 'the address counts as verified')
  const client = server.client().as(login.body.access)
  assert.equal((await client.get(`${admin}/users/`)).body.error, 'mfa_enrolment_required')
  assert.equal(await countAudit(server.app, login.body.user.id, 'account.first_admin_made'), 1)
  const again = await server.client().post(path, { ...somebody('ben'), token })
  assert.deepEqual([again.status, again.body.error], [400, 'invalid_token'])
  assert.equal(await offerFirstAdmin(server.app), undefined)
  await giveRoles(server, login.body.user.id, [])
  assert.equal(
    (await server.client().post(path, { ...somebody('ben'), token })).body.error,
    'invalid_token',
    'it is used up',
  )
  assert.equal(await countAccounts(server), 1)
})

test('the page shows a form, changes nothing by being opened, and says what is wrong', async (t) => {
  const server = await startServer(t)
  const token = await offer(server)
  const shown = await server.client().get(`/first-admin?invitation=${token}`)
  assert.match(shown.text, /<form method="post" action="\/first-admin">/)
  assert.equal((await server.client().get('/first-admin')).status, 400)
  const eve = { ...somebody('eve'), username: '<eve>' }
  const send = (form: Record<string, string>) => server.client().send('POST', '/first-admin', { form })
  const weak = await send({ ...eve, password: '12345', token })
  assert.equal(weak.status, 400)
  assert.match(weak.text, /too short/)
  assert.doesNotMatch(weak.text, /12345|<eve>/)
  assert.equal((await send({ token })).status, 400)
  assert.equal(await countAccounts(server), 0)
  const done = await send({ ...somebody('eve'), token })
  assert.deepEqual([done.status, await countAccounts(server)], [201, 1], done.text)
  assert.match(done.text, /The account is made/)
  const replayed = await send({ ...somebody('ben'), token })
  assert.match(replayed.text, /This link does not work/)
  assert.deepEqual([replayed.status, await countAccounts(server)], [400, 1])
})

test('a link works once of many at once, for a day, and not any more when another was made or an administrator came', async (t) => {
  const server = await startServer(t)
  const use = (token: string) => server.client().post(path, { ...somebody('eve'), token })
  const refused = async (token: string, about: string) => {
    const { status, body } = await use(token)
    assert.deepEqual([status, body.error], [400, 'invalid_token'], about)
  }
  await refused('x', 'a made-up one')
  const first = await offer(server)
  const second = await offer(server)
  await refused(first, 'one before the newest')
  server.clock.advance({ hours: 25 })
  await refused(second, 'one of yesterday')
  const third = await offer(server)
  const ana = await registerVerified(server, 'ana')
  await giveRoles(server, ana.id, ['admin'])
  await refused(third, 'once there is an administrator')
  assert.equal(await countAccounts(server), 1)
  await giveRoles(server, ana.id, ['support'])
  const fourth = await offer(server)
  const answers = await Promise.all([use(fourth), use(fourth), use(fourth)])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 400, 400])
  assert.equal(await countAccounts(server), 2)
  assert.doesNotMatch(server.log.join(), new RegExp([first, second, third, fourth].join('|')))
  assert.doesNotMatch(server.printed.join(), /first-admin/)
})

test('whatever brings an administrator ends the link for good, also when that one goes again', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await registerVerified(server, 'ana')
  /** A link of a time when nobody administers, and who does so afterwards. */
  const ways: Record<string, () => Promise<string>> = {
    'made on the command line': async () => {
      const made = { ...somebody('ben'), roles: ['admin'] as const, verified: true }
      return (await createByOperator(server.app, made)).id
    },
    'switched on again': async () => {
      await giveRoles(server, ana.id, ['admin'])
      await enableByOperator(server.app, ana.id)
      return ana.id
    },
    'given the role': async () => {
      await giveRoles(server, amy.id, ['admin'])
      const role = { role: 'admin', reason: 'Holidays' }
      const given = await amy.client().post(`${admin}/users/${ana.id}/role/`, role)
      assert.equal(given.status, 200, given.text)
      await giveRoles(server, amy.id, [])
      return ana.id
    },
    'found at the next start': async () => {
      await giveRoles(server, ana.id, ['admin'])
      assert.equal(await offerFirstAdmin(server.app), undefined)
      return ana.id
    },
  }
  for (const [way, bring] of Object.entries(ways)) {
    await giveRoles(server, amy.id, [])
    await disableByOperator(server.app, ana.id)
    const token = await offer(server)
    if (way !== 'switched on again') await enableByOperator(server.app, ana.id)
    const id = await bring()
    await giveRoles(server, id, [])
    const { status, body } = await server.client().post(path, { ...somebody('eve'), token })
    assert.deepEqual([status, body.error], [400, 'invalid_token'], way)
  }
})

test('of nodes that start at once one link works, and none beside it once that is used', async (t) => {
  const server = await startServer(t)
  const tokens = await Promise.all(Array.from({ length: 4 }, () => offer(server)))
  assert.equal((await server.app.db.selectFrom('first_admin_link').selectAll().execute()).length, 1)
  const use = (token: string) => server.client().post(path, { ...somebody('eve'), token })
  const answers = await Promise.all(tokens.map(use))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 400, 400, 400])
  assert.equal(await countAccounts(server), 1)
  assert.deepEqual(await server.app.db.selectFrom('first_admin_link').selectAll().execute(), [])
})
