import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { forgetPerson } from '../../src/audit/forget-person.ts'
import { disarm, faultsOf, recordMany, sealAll, tamper } from '../audit-log.ts'
import { startServer, type TestServer } from '../harness.ts'
import { store } from '../store.ts'

const onSqlite = store === 'sqlite'
const forgotten = randomUUID()

/** A log of 5,000 events, one of its people forgotten, without the triggers; and a copy of it to go back to. */
async function startLog(t: TestContext, { main, brief }: { main: number; brief: number }): Promise<TestServer> {
  const server = await startServer(t)
  const { app } = server
  const accounts = [forgotten, ...Array.from({ length: 20 }, () => randomUUID())]
  await recordMany(app, 'sign_in.succeeded', main - 101, accounts)
  await recordMany(app, 'sign_in.failed', brief, accounts)
  assert.equal(await sealAll(app), main - 101 + brief)
  assert.ok((await app.transaction((tx) => forgetPerson(app, tx, forgotten))) > 0)
  await recordMany(app, 'sign_in.succeeded', 100, accounts.slice(1))
  await sealAll(app)
  await disarm(app)
  await tamper(app, 'create table kept_event as select * from audit_event')
  await tamper(app, 'create table kept_checkpoint as select * from audit_checkpoint')
  assert.deepEqual(await faultsOf(app), [])
  return server
}

async function restore({ app }: TestServer): Promise<void> {
  for (const name of ['event', 'checkpoint']) {
    await tamper(app, `delete from audit_${name}`, `insert into audit_${name} select * from kept_${name}`)
  }
}

const main = "chain = 'main' and position"
const brief = "chain = 'brief' and position"
const gone = (where: string) => `delete from audit_event where ${where}`
const emptied = `salt = null, account_id = null, session_id = null, ip = '', user_agent = '', request_id = ''`
const set = (change: string, where: string) => `update audit_event set ${change} where ${where}`
/** Changes one byte of a text column. */
const flip = (column: string) =>
  onSqlite
    ? `${column} = replace(${column}, substr(${column}, 5, 1), char(unicode(substr(${column}, 5, 1)) + 1))`
    : `${column} = overlay(${column} placing chr(ascii(substr(${column}, 5, 1)) + 1) from 5 for 1)`
const facts = onSqlite ? `facts = replace(facts, 'pwd', 'pwe')` : `facts = replace(facts::text, 'pwd', 'pwe')::jsonb`
const later = onSqlite ? 'at = at + 1' : `at = at + interval '1 microsecond'`
const swapPlaces = (a: number, b: number): string[] => [
  set('position = -1', `${main} = ${a}`),
  set(`position = ${a}`, `${main} = ${b}`),
  set(`position = ${b}`, `${main} = -1`),
]
const chains = (chain: string, member: string, value: string) =>
  onSqlite
    ? `update audit_checkpoint set chains = json_set(chains, '$.${chain}.${member}', json('${value}'))`
    : `update audit_checkpoint set chains = jsonb_set(chains, '{${chain},${member}}', '${value}')`

type Tampering = readonly [about: string, statements: readonly string[], found: readonly string[]]

const contents: readonly Tampering[] = [
  ['one byte of a name', [set(flip('name'), `${main} = 1000`)], ['changed main:1000']],
  ['one byte of the facts', [set(facts, `${main} = 1`)], ['changed main:1']],
  ['the time, by the least there is', [set(later, `${main} = 2000`)], ['changed main:2000']],
  ['one byte of a hash', [set(flip('hash'), `${main} = 1500`)], ['changed main:1500']],
  ['one byte of a pseudonym', [set(flip('subject'), `${main} = 1500`)], ['changed main:1500']],
  ['one byte of a personal digest', [set(flip('personal_digest'), `${main} = 1500`)], ['changed main:1500']],
  ['two events', [set(flip('name'), `${main} in (5, 6)`)], ['changed main:5', 'changed main:6']],
  ['the address', [set(`ip = '198.51.100.7'`, `${brief} = 3`)], ['personal brief:3']],
  ['one byte of the user agent', [set(flip('user_agent'), `${brief} = 3`)], ['personal brief:3']],
  ['whose event it is', [set(`account_id = '${randomUUID()}'`, `${main} = 9`)], ['personal main:9']],
  ['an address put into an emptied event', [set(`ip = '198.51.100.7'`, `${main} = 1`)], ['personal main:1']],
  ['who and from where emptied', [set(emptied, `${main} = 9`)], ['emptied main:9']],
]

const places: readonly Tampering[] = [
  ['the first event gone', [gone(`${main} = 1`)], ['missing main:1', 'unlinked main:2']],
  ['an event gone', [gone(`${main} = 777`)], ['missing main:777', 'unlinked main:778']],
  ['a stretch gone', [gone(`${brief} between 600 and 1101`)], ['missing brief:600-1101', 'unlinked brief:1102']],
  ['the last event gone', [gone(`${main} = 3000`)], ['missing main:3000']],
  ['the tail gone', [gone(`${brief} > 1500`)], ['missing brief:1501-2000']],
  ['a whole chain gone', [gone(`chain = 'brief'`)], ['missing brief:1-2000']],
  ['an event unsealed', [set('position = null', `${main} = 50`)], ['missing main:50', 'unlinked main:51']],
  [
    'the tail renumbered over a gap',
    [gone(`${main} = 2998`), set('position = 2998', `${main} = 2999`), set('position = 2999', `${main} = 3000`)],
    ['changed main:2998', 'changed main:2999', 'missing main:3000'],
  ],
  ['two events swapped', swapPlaces(10, 1000), ['moved main:10', 'moved main:1000']],
  ['two neighbours swapped', swapPlaces(20, 21), ['moved main:20', 'moved main:21']],
  [
    'an event behind the end',
    [set('position = 3001', `${main} = 40`)],
    ['missing main:40', 'unlinked main:41', 'planted main:3001'],
  ],
  [
    'an event in no chain of ours',
    [set(`chain = 'other'`, `${brief} = 40`)],
    ['missing brief:40', 'unlinked brief:41', 'planted log'],
  ],
]

const checkpoints: readonly Tampering[] = [
  [
    'a checkpoint that ends before the tail that is gone',
    [gone(`${main} > 2950`), chains('main', 'ends', '2950')],
    ['checkpoint log', 'checkpoint main:2950'],
  ],
  [
    'a checkpoint that begins behind the events that are gone',
    [gone(`${main} <= 100`), chains('main', 'begins', '100')],
    ['checkpoint log', 'changed main:101'],
  ],
  ['the time of the checkpoint', [`update audit_checkpoint set ${later}`], ['checkpoint log']],
  ['the signature of the checkpoint', [`update audit_checkpoint set ${flip('signature')}`], ['checkpoint log']],
  ['another key', [`update audit_checkpoint set sealed_key = ${onSqlite ? "x'01'" : "'\\x01'"}`], ['checkpoint log']],
  ['no key', [`update audit_checkpoint set sealed_key = ${onSqlite ? "x''" : "''"}`], ['checkpoint log']],
  ['no checkpoint', ['delete from audit_checkpoint'], ['checkpoint log']],
]

/** SQLite stores what it is given; PostgreSQL takes no such values. */
const damages: readonly Tampering[] = [
  ['facts that are no document', [set(`facts = '{"a'`, `${main} = 4`)], ['changed main:4']],
  ['a time beyond all times', [set('at = 9007199254740993', `${main} = 4`)], ['changed main:4']],
  ['a checkpoint that is no document', [`update audit_checkpoint set chains = '{'`], ['checkpoint log']],
]

test('whoever writes the database is found out: what was changed, removed, moved or planted, and where', async (t) => {
  const server = await startLog(t, { main: 3000, brief: 2000 })
  for (const [about, statements, found] of [...contents, ...places, ...checkpoints, ...(onSqlite ? damages : [])]) {
    await tamper(server.app, ...statements)
    assert.deepEqual(await faultsOf(server.app), found, about)
    await restore(server)
  }
  assert.deepEqual(await faultsOf(server.app), [])
})
