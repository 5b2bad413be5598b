import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rights } from '../../src/admin/rights.ts'
import { signUp } from '../actors.ts'
import { giveRoles, signUpStaff } from '../admin.ts'
import { startServer, type TestServer } from '../harness.ts'
import { type ServedRoute, watchRoutes } from '../rules/served-routes.ts'
import { firstFactor, signUpWithTotp } from '../second-factor.ts'

const adminRoutes = (routes: readonly ServedRoute[]): string[] =>
  routes.filter(({ name }) => name.includes(' /api/admin/')).map(({ name }) => name)

type Asker = { server: TestServer; names: readonly string[]; access: string }

/** Sends every route of administration one body, and says what came back. */
async function askAll({ server, names, access }: Asker): Promise<Map<string, string>> {
  const words = new Map<string, string>()
  for (const name of names) {
    const [method = '', path = ''] = name.split(' ')
    const address = path.replace(/\{\w+\}/g, () => crypto.randomUUID())
    const answer = await server
      .client()
      .as(access)
      .send(method, address, method === 'GET' ? {} : { raw: '{' })
    words.set(name, `${answer.status} ${answer.body?.error ?? ''}`)
  }
  return words
}

const only = (words: Map<string, string>): string[] => [...new Set(words.values())]

test('no route of administration opens for a stranger, for people without a role, or on the way to the second factor', async (t) => {
  const { built: server, routes } = await watchRoutes(() => startServer(t))
  const names = adminRoutes(routes)
  assert.ok(names.length >= 2)
  assert.ok(routes.every(({ name, guarded }) => guarded || !names.includes(name)))
  const ana = await signUp(server)
  assert.deepEqual(only(await askAll({ server, names, access: ana.access })), ['403 permission_denied'])
  const ben = await signUpWithTotp(server, 'ben')
  assert.deepEqual(only(await askAll({ server, names, access: ben.access })), ['403 permission_denied'])
  const eve = await signUpStaff(server, 'admin')
  const ticket = await firstFactor(eve)
  assert.deepEqual(only(await askAll({ server, names, access: ticket })), ['401 token_not_valid'])
})

test('a role alone is not enough: the session must have proved a second factor, within a day', async (t) => {
  const { built: server, routes } = await watchRoutes(() => startServer(t))
  const names = adminRoutes(routes)
  const eve = await signUp(server)
  await giveRoles(server, eve.id, ['admin'])
  assert.deepEqual(only(await askAll({ server, names, access: eve.access })), ['403 mfa_enrolment_required'])
  const amy = await signUpStaff(server, 'admin', 'amy')
  assert.equal(
    only(await askAll({ server, names, access: amy.access })).includes('403 reauthentication_required'),
    false,
  )
  server.clock.advance({ hours: 25 })
  await amy.renew()
  assert.deepEqual(only(await askAll({ server, names, access: amy.access })), ['403 reauthentication_required'])
  const unproved = { factor_at: null, acr: 'aal1' }
  await server.app.db.updateTable('session').set(unproved).where('account_id', '=', amy.id).execute()
  assert.deepEqual(only(await askAll({ server, names, access: amy.access })), ['403 reauthentication_required'])
})

test('attack 58: a role that is taken away counts no more at once, whatever the token says', async (t) => {
  const { built: server, routes } = await watchRoutes(() => startServer(t))
  const names = adminRoutes(routes)
  const eve = await signUpStaff(server, 'admin')
  await eve.renew()
  await giveRoles(server, eve.id, [])
  assert.deepEqual(only(await askAll({ server, names, access: eve.access })), ['403 permission_denied'])
  await server.app.db
    .updateTable('account')
    .set({ roles: ['root', 'constructor'] })
    .where('id', '=', eve.id)
    .execute()
  assert.deepEqual(only(await askAll({ server, names, access: eve.access })), ['403 permission_denied'])
})

test('support is let into what the table of rights gives it, and into nothing else', async (t) => {
  const { built: server, routes } = await watchRoutes(() => startServer(t))
  const names = adminRoutes(routes)
  const sue = await signUpStaff(server, 'support')
  const words = await askAll({ server, names, access: sue.access })
  const refused = [...words].filter(([, word]) => word === '403 permission_denied').map(([name]) => name)
  assert.ok(Object.values(rights).some(({ least }) => least === 'support'))
  assert.deepEqual(refused.toSorted(), forAdministrators.toSorted())
})

const one = '/api/admin/users/{id}'
const forAdministrators: readonly string[] = [
  ...['users', 'users/export', 'outbox/retry', 'blocks/lift', 'keys/rotate', 'services', 'webhooks'].map(
    (path) => `POST /api/admin/${path}/`,
  ),
  ...['rotate', 'remove'].map((act) => `POST /api/admin/services/{client_id}/${act}/`),
  ...['rotate', 'pause', 'resume', 'remove', 'test', 'replay'].map((act) => `POST /api/admin/webhooks/{id}/${act}/`),
  ...['health', 'keys', 'services', 'settings', 'webhooks', 'webhooks/{id}/deliveries'].map(
    (path) => `GET /api/admin/${path}/`,
  ),
  ...['GET /api/admin/audit/', 'POST /api/admin/audit/export/', 'POST /api/admin/audit/verify/'],
  `PATCH ${one}/`,
  ...['lock', 'deactivate', 'reactivate', 'verify-email', 'reset-factors', 'role', 'erase'].map(
    (act) => `POST ${one}/${act}/`,
  ),
]
