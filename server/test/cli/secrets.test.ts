import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { rotateEndpointSecret } from '../../src/events/manage-endpoints.ts'
import { resealedColumns } from '../../src/operations/reseal-secrets.ts'
import type { Column } from '../../src/platform/db/columns.ts'
import { schema } from '../../src/platform/db/schema.ts'
import { registerUnverified, signUp } from '../actors.ts'
import { faultsOf, sealAll } from '../audit-log.ts'
import { startServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { codeOf, signUpWithTotp } from '../second-factor.ts'
import { startReceiver } from '../stand-ins/webhook-receiver.ts'
import { hook, sendAll, startWithHooks } from '../webhooks.ts'
import { makeCli } from './run-cli.ts'

test('keys list and keys rotate: the new key is next, the old one verifies on', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const ana = await signUp(server)
  const list = async () =>
    (await cli(['keys', 'list', '--json'])).json().keys.map(({ kid, state }: Record<string, string>) => [kid, state])
  const [[first]] = await list()
  const { kid } = (await cli(['keys', 'rotate', '--json'])).json()
  assert.deepEqual(await list(), [
    [first, 'current'],
    [kid, 'next'],
  ])
  assert.equal((await ana.profile()).status, 200)
  const rotations = await server.app.db
    .selectFrom('audit_event')
    .select('facts')
    .where('name', '=', 'key.rotated')
    .execute()
  assert.deepEqual(
    rotations.map(({ facts }) => facts),
    [{ kid }],
  )
  const told = await cli(['keys', 'list'])
  assert.match(told.stdout, new RegExp(`${kid}\\s+ES256\\s+next`))
  assert.doesNotMatch(told.stdout, /"d"|PRIVATE/)
})

test('secrets rotate: afterwards the old SECRET_KEY opens nothing that is needed for long', async (t) => {
  const server = await startWithHooks(t)
  const ana = await signUpWithTotp(server)
  const ben = await signUp(server, 'ben')
  await ben.client().get('/api/auth/mfa/totp/setup/')
  const receiver = await startReceiver(t)
  const { id, secret: former } = await hook(server, receiver)
  const latter = (await rotateEndpointSecret(server.app, { id, dropOld: false }))?.secret ?? ''
  const { SECRET_KEY: old = '', ...stores } = storesOf(server)
  const fresh = 'another secret key, for tests and nothing else'
  await server.client().post('/api/auth/forgot-password/', { email: ana.email })
  await sealAll(server.app)
  const items = (await server.app.db.selectFrom('outbox').select('id').execute()).length
  assert.ok(items > 0)

  const stranger = await makeCli({ ...stores, SECRET_KEY: fresh })(['secrets', 'rotate', '--json'])
  assert.equal(stranger.code, 1, 'without the old key nothing can be read')
  const cli = makeCli({ ...stores, SECRET_KEY: fresh, SECRET_KEY_FALLBACKS: old })
  const done = await cli(['secrets', 'rotate', '--json'])
  assert.deepEqual(
    [done.code, done.json().columns],
    [
      0,
      {
        'signing_key.sealed_private': { resealed: 1, unreadable: 0 },
        'outbox.payload': { resealed: items, unreadable: 0 },
        'factor.sealed_seed': { resealed: 1, unreadable: 0 },
        'factor.pending_seed': { resealed: 1, unreadable: 0 },
        'backup_code.sealed_hash': { resealed: 10, unreadable: 0 },
        'audit_checkpoint.sealed_key': { resealed: 1, unreadable: 0 },
        'social_identity.sealed_tokens': { resealed: 0, unreadable: 0 },
        'webhook_endpoint.sealed_secret': { resealed: 1, unreadable: 0 },
        'webhook_endpoint.old_sealed_secret': { resealed: 1, unreadable: 0 },
      },
    ],
  )
  const again = (await cli(['secrets', 'reseal', '--json'])).json().columns
  assert.deepEqual(again['outbox.payload'], { resealed: 0, unreadable: 0 })

  const successor = await startWithHooks(t, { ...stores, SECRET_KEY: fresh })
  await sealAll(successor.app)
  assert.deepEqual(await faultsOf(successor.app), [], 'the chain that was begun under the old key goes on')
  assert.equal((await successor.client().as(ana.access).get('/api/auth/profile/')).status, 200)
  assert.match((await successor.mailbox.last(ana.email)).subject, /Reset your/)
  await registerUnverified(successor)
  await sendAll(successor)
  const call = receiver.calls.at(-1) ?? assert.fail()
  for (const secret of [former, latter]) {
    new Webhook(secret).verify(call.body, call.headers as Record<string, string>)
  }
  successor.clock.advance({ seconds: 60 })
  const body = { email: ana.email, password: ana.password }
  const { mfa_token } = (await successor.client().post('/api/auth/login/', body)).body
  const factor = { mfa_token, method: 'totp', code: codeOf(successor, ana.secret) }
  assert.equal((await successor.client().post('/api/auth/login/mfa/', factor)).status, 200)
  const { mfa_token: ticket } = (await successor.client().post('/api/auth/login/', body)).body
  const onPaper = { mfa_token: ticket, method: 'backup_code', code: ana.backupCodes[0] }
  assert.equal((await successor.client().post('/api/auth/login/mfa/', onPaper)).status, 200)
})

/** Bytes that anybody may read need no seal. */
const isPublic = (column: string): boolean => column === 'public_key'

test('every sealed column is sealed anew', () => {
  const sealed = Object.entries(schema).flatMap(([table, columns]) =>
    Object.entries<Column<unknown>>(columns).flatMap(([name, { type }]) =>
      type === 'bytes' && !isPublic(name) ? [`${table}.${name}`] : [],
    ),
  )
  assert.deepEqual(resealedColumns.toSorted(), sealed.toSorted())
})
