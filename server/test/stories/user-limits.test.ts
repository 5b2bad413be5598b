import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { refusingPort } from '../gate.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'

const limits = { RATELIMIT_ENABLE: 'True', READ_RATE: '10/min', WRITE_RATE: '4/min', CLIENT_RATE_PERCENT: '60' }

/** Moves the clock to the beginning of the next minute, so that no window ends amid a test. */
function toFullMinute({ clock }: TestServer): void {
  clock.advance({ seconds: 60 - ((clock.now().getTime() / 1000) % 60) })
}

async function start(...[t, settings]: Parameters<typeof startServer>): Promise<{ server: TestServer; ana: Actor }> {
  const server = await startServer(t, { ...limits, ...settings })
  const ana = await signUp(server)
  toFullMinute(server)
  return { server, ana }
}

const read = (actor: Actor, times: number) => atOnce(times, () => actor.profile())
const write = (actor: Actor) => actor.client().send('PATCH', '/api/auth/profile/', { body: { display_name: 'Ana' } })

function told({ headers }: Answer): [left: string | null, policy: string | null] {
  return [headers.get('ratelimit')?.replace(/t=\d+/g, 't=…') ?? null, headers.get('ratelimit-policy')]
}

async function signInAgain(server: TestServer, actor: Actor): Promise<Actor> {
  const other = onAnotherDevice(server, actor)
  assert.equal((await other.login()).status, 200)
  return other
}

test('each answer tells what is left, of the account and of this client; reads and writes apart', async (t) => {
  const { ana } = await start(t)
  const policy = '"account-read";q=10;w=60, "client-read";q=6;w=60'
  assert.deepEqual(told(await ana.profile()), ['"account-read";r=9;t=…, "client-read";r=5;t=…', policy])
  const head = await ana.client().send('HEAD', '/api/auth/profile/')
  assert.deepEqual(told(head), ['"account-read";r=8;t=…, "client-read";r=4;t=…', policy])
  const writes = '"account-write";q=4;w=60, "client-write";q=2;w=60'
  assert.deepEqual(told(await write(ana)), ['"account-write";r=3;t=…, "client-write";r=1;t=…', writes])
  const wrongMethod = await ana.client().send('PUT', '/api/auth/profile/')
  assert.equal(wrongMethod.status, 405)
  assert.deepEqual(told(wrongMethod)[0], '"account-write";r=2;t=…, "client-write";r=0;t=…')
})

test('a client that has used up its part is refused, and another of the account goes on', async (t) => {
  const { server, ana } = await start(t)
  const phone = await signInAgain(server, ana)
  const answers = await read(ana, 9)
  assert.deepEqual(tally(answers), { 200: 6, 429: 3 })
  const refused = answers.find(({ status }) => status === 429) ?? assert.fail()
  assert.equal(refused.body.error, 'rate_limited')
  assert.match(refused.headers.get('ratelimit') ?? '', /^"client-read";r=0;t=\d+$/)
  const wait = Number(refused.headers.get('retry-after'))
  assert.ok(wait > 0 && wait <= 60)
  assert.deepEqual(tally(await read(phone, 1)), { 200: 1 }, 'the account has some left')
  assert.equal((await write(ana)).status, 200, 'and writes are counted apart')
  server.clock.advance({ seconds: wait })
  assert.deepEqual(tally(await read(ana, 1)), { 200: 1 })
})

test('all clients together get what the account has, and nobody else pays', async (t) => {
  const { server, ana } = await start(t)
  const phone = await signInAgain(server, ana)
  const ben = await signUp(server, 'ben')
  toFullMinute(server)
  assert.deepEqual(tally(await read(ana, 6)), { 200: 6 })
  const answers = await read(phone, 6)
  assert.deepEqual(tally(answers), { 200: 4, 429: 2 })
  const refused = answers.find(({ status }) => status === 429) ?? assert.fail()
  assert.match(refused.headers.get('ratelimit') ?? '', /"account-read";r=0;/)
  assert.deepEqual(tally(await read(ben, 6)), { 200: 6 })
})

test('every guarded route is counted, and nothing of an act is done when it is refused', async (t) => {
  const { server, ana } = await start(t)
  await write(ana)
  await write(ana)
  const refused = await ana.client().send('DELETE', '/api/auth/sessions/')
  assert.deepEqual([refused.status, refused.body.error], [429, 'rate_limited'])
  const change = { current_password: ana.password, new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrase' }
  assert.equal((await ana.client().post('/api/auth/change-password/', change)).status, 429)
  assert.equal((await onAnotherDevice(server, ana).login()).status, 200, 'the password is the old one')
})

test('who has no live token is counted nowhere, and learns nothing of limits', async (t) => {
  const { server, ana } = await start(t)
  const answers = await atOnce(12, () => server.client().as(`${ana.access}x`).get('/api/auth/profile/'))
  assert.deepEqual(tally(answers), { 401: 12 })
  assert.deepEqual(told(answers[0] ?? assert.fail()), [null, null])
  assert.deepEqual(tally(await read(ana, 6)), { 200: 6 })
})

test('a role has limits of its own; of several the highest', async (t) => {
  const RATE_BY_ROLE = '{"admin": {"read": "100/min"}, "support": {"read": "20/min", "write": "1/min"}}'
  const { server, ana } = await start(t, { RATE_BY_ROLE })
  const setRoles = (roles: string[]) =>
    server.app.db
      .updateTable('account')
      .set({ roles: JSON.stringify(roles) as never })
      .where('id', '=', ana.id)
      .execute()
  await setRoles(['support', 'admin'])
  assert.equal(told(await ana.profile())[1], '"account-read";q=100;w=60, "client-read";q=60;w=60')
  assert.equal(told(await write(ana))[1], '"account-write";q=1;w=60, "client-write";q=1;w=60')
  assert.equal((await write(ana)).status, 429)
  await setRoles(['other'])
  assert.equal(told(await ana.profile())[1], '"account-read";q=10;w=60, "client-read";q=6;w=60')
})

test('RATELIMIT_ENABLE=False turns the limits of people off', async (t) => {
  const { ana } = await start(t, { RATELIMIT_ENABLE: 'False' })
  const answers = await read(ana, 15)
  assert.deepEqual(tally(answers), { 200: 15 })
  assert.deepEqual(told(answers[0] ?? assert.fail()), [null, null])
})

const together = { skip: store === 'sqlite' ? 'without a shared store each process counts for itself' : false }

test('two nodes count together: what is used up on one is refused on the other within seconds', together, async (t) => {
  const { server, ana } = await start(t, { READ_RATE: '400/h' })
  await learnFromEachOther(t, { server, ana })
})

test('with Redis away two nodes count together in the database', together, async (t) => {
  const dead = { REDIS_URL: `redis://127.0.0.1:${await refusingPort(t)}` }
  const { server, ana } = await start(t, { ...dead, READ_RATE: '400/h' })
  await learnFromEachOther(t, { server, ana })
})

/** One node uses up what a session may read, 240 an hour; the other one hears of it long before it has counted so many. */
async function learnFromEachOther(t: TestContext, { server, ana }: { server: TestServer; ana: Actor }): Promise<void> {
  const other = await startServer(t, { ...limits, ...storesOf(server), READ_RATE: '400/h' })
  toFullHour(server, other)
  await ana.renew()
  for (let i = 0; i < 10; i++) assert.deepEqual(tally(await read(ana, 24)), { 200: 24 })
  assert.deepEqual(tally(await read(ana, 1)), { 429: 1 })
  const elsewhere = other.client().as(ana.access)
  let allowed = 0
  await until('the other node to refuse', async () => {
    const { status } = await elsewhere.get('/api/auth/profile/')
    if (status === 429) return true
    assert.equal(status, 200)
    allowed += 1
    return undefined
  })
  assert.ok(allowed < 200, `${allowed} were allowed besides`)
}

function toFullHour(...servers: TestServer[]): void {
  const [first = assert.fail()] = servers
  const hour = 3_600_000
  // A far hour, whose counters on a shared Redis are nobody's.
  const to = Math.ceil(first.clock.now().getTime() / hour + 1) * hour
  for (const { clock } of servers) clock.advance({ seconds: (to - clock.now().getTime()) / 1000 })
}
