import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { forgetPerson } from '../../src/audit/forget-person.ts'
import { signUp } from '../actors.ts'
import { chainsOf, disarm, faultsOf, recordMany, sealAll, tamper } from '../audit-log.ts'
import { startServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { makeCli } from './run-cli.ts'

test('audit verify: 0 for a whole log, 1 with what is wrong and where', async (t) => {
  const server = await startServer(t)
  const { app } = server
  const cli = makeCli(storesOf(server))
  await recordMany(app, 'sign_in.succeeded', 1200, [randomUUID()])
  await recordMany(app, 'sign_in.failed', 30, [randomUUID()])
  await sealAll(app)
  const whole = await cli(['audit', 'verify'])
  assert.equal(whole.code, 0, whole.stderr)
  assert.equal(whole.stdout, 'main: 1200 events, 1 to 1200\nbrief: 30 events, 1 to 30\n')
  assert.match(whole.stderr, /^(Reading: \d+ %\n)+$/)
  assert.match(whole.stderr, /Reading: 100 %\n$/)
  assert.doesNotMatch(whole.stderr, /\r|\[#/, 'no bar for who is no terminal')

  await disarm(app)
  await tamper(app, `update audit_event set ip = '198.51.100.1' where chain = 'brief' and position = 7`)
  await tamper(app, `delete from audit_event where chain = 'main' and position in (3, 4)`)
  const told = await cli(['audit', 'verify'])
  assert.equal(told.code, 1)
  assert.match(told.stdout, /^✗ missing main:3–4: 2 events that were sealed here are gone$/m)
  assert.match(
    told.stdout,
    /^✗ personal brief:7 event [0-9a-f-]{36}: who it was, or from where, is not what was sealed/m,
  )
  assert.match(told.stderr, /3 things are wrong\.\n$/)

  const { id } = await app.db
    .selectFrom('audit_event')
    .select('id')
    .where('chain', '=', 'brief')
    .where('position', '=', 7)
    .executeTakeFirstOrThrow()
  const document = await cli(['audit', 'verify', '--json'])
  const { ok, findings_count, findings, chains, unsealed } = document.json()
  assert.deepEqual([document.code, ok, findings_count, unsealed], [1, false, 3, 0])
  assert.deepEqual(chains, [
    { chain: 'main', after: 0, up_to: 1200 },
    { chain: 'brief', after: 0, up_to: 30 },
  ])
  const places = findings.map((one: Record<string, unknown>) => [
    one.what,
    one.chain,
    one.position,
    one.up_to,
    one.event_id,
  ])
  assert.deepEqual(
    [places[0], places[2]],
    [
      ['missing', 'main', 3, 4, null],
      ['personal', 'brief', 7, 7, id],
    ],
  )
})

test('audit verify --anchor: the end that the log once told must still be there', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  await recordMany(server.app, 'sign_in.succeeded', 10, [randomUUID()])
  await sealAll(server.app)
  const { ends, endsHash } = (await chainsOf(server.app)).main
  await recordMany(server.app, 'sign_in.succeeded', 10, [randomUUID()])
  await sealAll(server.app)
  const verify = async (anchor: string) => (await cli(['audit', 'verify', '--anchor', anchor])).code
  assert.equal(await verify(`main:${ends}:${endsHash}`), 0)
  assert.equal(await verify(`main:${ends + 1}:${endsHash}`), 1)
  assert.equal(await verify(`main:${ends + 11}:${endsHash}`), 1)
  assert.equal(await verify('main:10'), 2)
})

test('a log whose key was lost is begun anew by its operator, and says what cannot be checked', async (t) => {
  const server = await startServer(t)
  const { app } = server
  const ana = await signUp(server)
  await sealAll(app)
  const { SECRET_KEY: _lost, ...stores } = storesOf(server)
  const fresh = 'another secret key, for tests and nothing else'
  const cli = makeCli({ ...stores, SECRET_KEY: fresh })
  assert.equal((await makeCli(storesOf(server))(['audit', 'restart'])).code, 1, 'nothing is wrong yet')
  const lost = await cli(['audit', 'verify'])
  assert.equal(lost.code, 1)
  assert.match(lost.stdout, /The key of the audit log does not open under SECRET_KEY/)

  const before = (await chainsOf(app)).main.ends
  assert.deepEqual((await cli(['audit', 'restart', '--json'])).json(), { begins: { main: before, brief: 0 } })
  const successor = await startServer(t, { ...stores, SECRET_KEY: fresh })
  await sealAll(successor.app)
  assert.equal((await chainsOf(successor.app)).main.ends, before + 1)
  const faults = await faultsOf(successor.app)
  assert.deepEqual(faults.sort(), Array.from({ length: before }, (_, i) => `unchecked main:${i + 1}`).sort())
  successor.clock.advance({ days: 400 })
  const { pruneLog } = await import('../../src/audit/prune-log.ts')
  await pruneLog(successor.app)
  assert.deepEqual(await faultsOf(successor.app), [])
  assert.equal((await ana.profile()).status, 200)
})

test('audit subject: who knows an account id finds what stayed of an erased person', async (t) => {
  const server = await startServer(t)
  const { app } = server
  const ana = await signUp(server)
  await app.transaction((tx) => forgetPerson(app, tx, ana.id))
  const { subject } = (await makeCli(storesOf(server))(['audit', 'subject', ana.id, '--json'])).json()
  const events = await app.db.selectFrom('audit_event').select('name').where('subject', '=', subject).execute()
  assert.ok(events.some(({ name }) => name === 'sign_in.succeeded'))
})
