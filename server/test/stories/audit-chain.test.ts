import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { forgetPerson } from '../../src/audit/forget-person.ts'
import { keepLog } from '../../src/audit/keep-log.ts'
import { pruneLog } from '../../src/audit/prune-log.ts'
import { recordEvent } from '../../src/audit/record-event.ts'
import { sealDue } from '../../src/audit/seal-events.ts'
import { loadConfig } from '../../src/platform/config.ts'
import type { Tx } from '../../src/platform/db/db.ts'
import { makeLog } from '../../src/platform/log.ts'
import { openApp } from '../../src/platform/open-app.ts'
import { onAnotherDevice, signUp } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import { chainsOf, disarm, faultsOf, recordMany, sealAll, tamper, verify } from '../audit-log.ts'
import { startChild } from '../child-service.ts'
import { startServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'

test('what people do is sealed, each event once, and verifies', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await server.client().post('/api/auth/login/', { email: ana.email, password: 'wrong' })
  const { length } = await server.app.db.selectFrom('audit_event').select('id').execute()
  assert.equal(await sealAll(server.app), length)
  const { main, brief } = await chainsOf(server.app)
  assert.deepEqual([brief.ends, main.ends], [1, length - 1])
  assert.deepEqual(await faultsOf(server.app), [])
  assert.equal(await sealDue(server.app), 0)
})

test('an event that is committed late is sealed late, and never passed over', {
  skip: store === 'sqlite',
}, async (t) => {
  const { app } = await startServer(t)
  const event = { name: 'password.changed', accountId: randomUUID(), facts: {} } as const
  await recordEvent(app, app.db, undefined, event)
  const [held, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const late = app.transaction(async (tx) => {
    await recordEvent(app, tx, undefined, event)
    held.resolve()
    await mayCommit.promise
  })
  await held.promise
  for (let i = 0; i < 3; i++) await recordEvent(app, app.db, undefined, event)
  assert.equal(await sealAll(app), 4)
  mayCommit.resolve()
  await late
  assert.equal(await sealAll(app), 1)
  assert.equal((await chainsOf(app)).main.ends, 5)
  assert.deepEqual(await faultsOf(app), [])
})

test('one pass of the worker seals a long queue, and leaves what comes meanwhile to the next one', async (t) => {
  const { app } = await startServer(t)
  const person = randomUUID()
  const record = (count: number) => recordMany(app, 'password.changed', count, [person])
  /** After each batch somebody acts again, as in a busy service. */
  const transaction = () => ({
    execute: async <T>(act: (tx: Tx) => Promise<T>): Promise<T> => {
      const done = await app.db.transaction().execute(act)
      await record(1)
      return done
    },
  })
  const db = new Proxy(app.db, {
    get(target, name) {
      if (name === 'transaction') return transaction
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  await record(250)
  assert.equal(await keepLog({ ...app, db }), 252)
  assert.equal((await verify(app)).unsealed, 1)
  assert.deepEqual(await faultsOf(app), [])
})

test('several workers seal one log: no place is given twice and none is left out', async (t) => {
  const server = await startServer(t)
  const { config } = loadConfig({ ...storesOf(server), LOG_LEVEL: 'silent' })
  const others = [1, 2].map(() =>
    openApp(config, { now: server.clock.now, print: () => undefined, log: makeLog('silent') }),
  )
  atEnd(t, () => Promise.all(others.map((app) => app.close())))
  await recordMany(server.app, 'password.changed', 3000, [randomUUID()])
  const workers = [server.app, ...others]
  const work = workers.map(async (app) => {
    let sealed = 0
    while ((await verify(app)).unsealed > 0) {
      sealed += await sealDue(app)
      await pause(1)
    }
    return sealed
  })
  const shares = await Promise.all(work)
  assert.equal(
    shares.reduce((sum, share) => sum + share, 0),
    3000,
  )
  assert.equal((await chainsOf(server.app)).main.ends, 3000)
  assert.deepEqual(await faultsOf(server.app), [])
})

test('the database refuses to change or remove what was recorded', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const { app } = server
  const refused: string[] = [
    ...['name', 'user_agent', 'ip'].map((column) => `update audit_event set ${column} = 'x'`),
    ...[`update audit_event set account_id = null`, 'delete from audit_event', 'delete from audit_checkpoint'],
    `update audit_checkpoint set id = 'older'`,
    ...(store === 'sqlite' ? [] : ['truncate audit_event', 'truncate audit_checkpoint']),
  ]
  const tryAll = async (statements: readonly string[]) => {
    for (const statement of statements) await assert.rejects(tamper(app, statement), /append-only/, statement)
  }
  await tryAll(refused)
  await sealAll(app)
  const { main, brief } = await chainsOf(app)
  const older = JSON.stringify({ main: { ...main, ends: main.ends - 1 }, brief })
  await tryAll([
    ...refused,
    `update audit_event set hash = 'x'`,
    'update audit_event set position = position + 100',
    'update audit_event set position = null',
    `update audit_event set salt = null`,
    `update audit_checkpoint set chains = '${older}'`,
  ])
  assert.deepEqual(await faultsOf(app), [])
})

test('a person is forgotten: who and from where is gone from every event, and the chain still verifies', async (t) => {
  const server = await startServer(t)
  const { app } = server
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  await server.client().post('/api/auth/login/', { email: ana.email, password: 'wrong' })
  await sealAll(app)
  // What was recorded a moment ago is not sealed yet, and is forgotten as well.
  await onAnotherDevice(server, ana).login()
  const mine = await app.db.selectFrom('audit_event').select('id').where('account_id', '=', ana.id).execute()
  assert.equal(await app.transaction((tx) => forgetPerson(app, tx, ana.id)), mine.length)

  const rows = await app.db.selectFrom('audit_event').selectAll().execute()
  const text = JSON.stringify(rows)
  for (const trace of [ana.id, ana.username, ana.email]) assert.ok(!text.includes(trace), trace)
  const emptied = rows.filter(({ id }) => mine.some((one) => one.id === id))
  assert.equal(new Set(emptied.map(({ subject }) => subject)).size, 1, 'they still belong together')
  for (const { ip, user_agent, request_id, session_id, salt } of emptied) {
    assert.deepEqual([ip, user_agent, request_id, session_id, salt], ['', '', '', null, null])
  }
  assert.ok(rows.some(({ account_id, ip }) => account_id === ben.id && ip !== ''))
  assert.ok(rows.some(({ personal_facts }) => personal_facts?.username === ben.username))
  assert.deepEqual(await faultsOf(app), [])
  assert.equal(await app.transaction((tx) => forgetPerson(app, tx, ana.id)), 0)
  assert.deepEqual(await faultsOf(app), [])
})

test('a record of an erasure that nobody made is not sealed, and is found', async (t) => {
  const { app } = await startServer(t)
  await recordMany(app, 'password.changed', 3, [randomUUID()])
  await sealAll(app)
  const [row] = await app.db.selectFrom('audit_event').select('subject').execute()
  const facts = { subjects: [String(row?.subject)] }
  await recordEvent(app, app.db, undefined, { name: 'audit.person_forgotten', accountId: null, facts })
  await disarm(app)
  await tamper(app, `update audit_event set salt = null, account_id = null, ip = '', user_agent = '', request_id = ''`)
  assert.equal(await sealAll(app), 0)
  const other = randomUUID()
  await recordMany(app, 'password.changed', 1, [other])
  await app.transaction((tx) => forgetPerson(app, tx, other))
  assert.deepEqual(await faultsOf(app), ['emptied main:1', 'planted log'])
})

test('events go with their age, by kind and from the beginning on, and the rest verifies', async (t) => {
  const server = await startServer(t, { AUDIT_RETENTION_DAYS: '30', AUDIT_BRIEF_RETENTION_DAYS: '10' })
  const { app, clock } = server
  const record = async () => {
    await recordMany(app, 'password.changed', 40, [randomUUID()])
    await recordMany(app, 'sign_in.failed', 700, [randomUUID()])
    await sealAll(app)
  }
  await record()
  clock.advance({ days: 9 })
  await record()
  const left = async () => {
    await pruneLog(app)
    await sealAll(app)
    assert.deepEqual(await faultsOf(app), [])
    const rows = await app.db.selectFrom('audit_event').select('chain').execute()
    return ['main', 'brief'].map((name) => rows.filter(({ chain }) => chain === name).length)
  }
  assert.deepEqual(await left(), [80, 1400])
  clock.advance({ days: 2 })
  assert.deepEqual(await left(), [80, 700])
  clock.advance({ days: 20 })
  assert.deepEqual(await left(), [40, 0])
  clock.advance({ days: 365 })
  await record()
  assert.deepEqual(await left(), [40, 700])
  const { main, brief } = await chainsOf(app)
  assert.deepEqual([main.begins, main.ends, brief.begins, brief.ends], [80, 120, 1400, 2100])
})

test('the oldest part is not removed while an event in it is missing', async (t) => {
  const server = await startServer(t, { AUDIT_RETENTION_DAYS: '30' })
  const { app, clock } = server
  await recordMany(app, 'password.changed', 20, [randomUUID()])
  await sealAll(app)
  await disarm(app)
  await tamper(app, 'delete from audit_event where position = 7')
  clock.advance({ days: 40 })
  await assert.rejects(pruneLog(app), /not whole, so nothing of it is removed/)
  assert.deepEqual(await faultsOf(app), ['missing main:7', 'unlinked main:8'])
})

test('nothing is sealed behind a checkpoint that is not ours, and the backlog is an alarm', async (t) => {
  const server = await startServer(t, { METRICS_TOKEN: 'a token for the metrics of tests' })
  const { app, clock } = server
  const audit = async () => (await server.client().get('/readyz')).body.checks.audit
  const gauge = async () => {
    const { text } = await server.client({ authorization: 'Bearer a token for the metrics of tests' }).get('/metrics')
    return Number(/^kalosphere_audit_unsealed_seconds (\S+)$/m.exec(text)?.[1])
  }
  await signUp(server)
  await keepLog(app)
  assert.deepEqual([await audit(), await gauge()], ['ok', 0])
  await disarm(app)
  await tamper(app, `update audit_checkpoint set signature = 'forged'`)
  await recordMany(app, 'password.changed', 1, [randomUUID()])
  await assert.rejects(keepLog(app), /checkpoint of the audit log was altered/)
  assert.equal(await audit(), 'ok', 'a moment is no alarm')
  clock.advance({ seconds: 6 })
  await assert.rejects(keepLog(app), /altered/)
  assert.match(await audit(), /^\d+ unsealed for \d+ s$/)
  assert.ok((await gauge()) > 5)
  assert.equal((await server.client().get('/readyz')).status, 200, 'requests are served on')
  assert.equal(server.log.filter((line) => line.includes('not being sealed')).length, 1)
})

test('a process remembers: a tail cut off with an older checkpoint put back is told in the log', async (t) => {
  const server = await startServer(t)
  const { app, clock } = server
  await recordMany(app, 'password.changed', 10, [randomUUID()])
  await keepLog(app)
  await disarm(app)
  await tamper(app, 'create table kept as select * from audit_checkpoint')
  await recordMany(app, 'password.changed', 10, [randomUUID()])
  clock.advance({ minutes: 2 })
  await keepLog(app)
  const anchor = { chain: 'main', position: 20, hash: (await chainsOf(app)).main.endsHash } as const
  assert.ok(server.log.some((line) => line.includes(`main:20:${anchor.hash}`)))
  assert.deepEqual(await faultsOf(app, [anchor]), [])
  await tamper(
    app,
    'delete from audit_event where position > 10',
    'delete from audit_checkpoint',
    'insert into audit_checkpoint select * from kept',
  )
  assert.deepEqual(await faultsOf(app), [], 'in the database nothing tells of it')
  assert.deepEqual(await faultsOf(app, [anchor]), ['anchor main:20'])
  await keepLog(app)
  const told = server.log.filter((line) => line.includes('has lost events that were sealed'))
  assert.equal(told.length, 1)
  assert.match(told[0] ?? '', /"was":"main:20:|"was":"20:/)
})

test('a running service seals by itself within a second or so, and at its stop', async (t) => {
  const server = await startServer(t)
  // Before there is another process, which would take the mail of the sign-up in hand and keep it.
  const ana = await signUp(server)
  const child = await startChild(t, storesOf(server))
  const unsealed = async () => (await verify(server.app)).unsealed
  await until('the seal', async () => ((await unsealed()) === 0 ? true : undefined))
  await child.client().post('/api/auth/login/', { email: ana.email, password: ana.password })
  child.terminate()
  assert.equal(await child.ended, 0)
  assert.equal(await unsealed(), 0)
  assert.deepEqual(await faultsOf(server.app), [])
})
