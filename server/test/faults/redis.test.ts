import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createClient } from '@redis/client'
import { type Child, type Children, makeChildren } from '../../../scripts/testing/children.ts'
import { startRedis } from '../../../scripts/testing/redis.ts'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import { atOnce, guess, signIn, statuses, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'
import { long } from './scale.ts'

const withRedis = { skip: store === 'postgres-redis' ? false : 'this store has no Redis' }
const limited = { RATELIMIT_ENABLE: 'True', TRUSTED_PROXIES: '127.0.0.1' }
/** forgot-password/ allows a network this many an hour. */
const points = 60
/** Longer than a Redis that says nothing may hold up a request, in milliseconds. */
const patienceMs = 20_000

type Knock = { readonly name: string; readonly strike: () => Promise<void>; readonly mend: () => Promise<void> }

/** A Redis of the test's own, and what can happen to it. */
async function startVictim(t: TestContext): Promise<{ url: string; knocks: readonly Knock[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-redis-'))
  atEnd(t, () => rmSync(folder, { recursive: true, force: true }))
  const all = makeChildren()
  let running: Child | undefined
  const children: Children = {
    ...all,
    start(...given) {
      running = all.start(...given)
      return running
    },
  }
  const url = await startRedis(children, folder)
  const signal = (name: NodeJS.Signals) => void running?.process.kill(name)
  atEnd(t, async () => {
    signal('SIGCONT')
    await all.endAll()
  })
  const say = async (...words: string[]): Promise<void> => {
    const client = await createClient({ url }).connect()
    await client.sendCommand(words)
    client.destroy()
  }
  const kill = async (): Promise<void> => {
    signal('SIGKILL')
    await running?.ended
  }
  const knocks = [
    { name: 'killed', strike: kill, mend: async () => void (await startRedis(children, folder, url)) },
    { name: 'paused', strike: async () => signal('SIGSTOP'), mend: async () => signal('SIGCONT') },
    { name: 'emptied', strike: () => say('FLUSHALL'), mend: async () => {} },
    {
      name: 'full',
      strike: () => say('CONFIG', 'SET', 'maxmemory', '1'),
      mend: () => say('CONFIG', 'SET', 'maxmemory', '0'),
    },
  ]
  return { url, knocks }
}

/** Wishes of a network that nobody else is in. */
function fromOwnNetwork(server: TestServer) {
  const client = server.client({ 'x-forwarded-for': `10.${[...randomBytes(3)].join('.')}` })
  return (times: number) =>
    atOnce(times, () => client.post('/api/auth/forgot-password/', { email: 'nobody@example.com' }))
}

async function inTime<R>(what: string, act: () => Promise<R>): Promise<R> {
  const began = performance.now()
  const result = await act()
  const took = performance.now() - began
  assert.ok(took < patienceMs, `${what} took ${took} ms`)
  return result
}

async function streamed({ app }: TestServer, { id }: Actor): Promise<true | undefined> {
  const entries = (await app.redis?.xRange('kalosphere:events', '-', '+')) ?? []
  return entries.some(({ message }) => message.payload?.includes(id) && message.payload.includes('email_verified'))
    ? true
    : undefined
}

test(
  'Redis is killed, paused, emptied and full: nobody fails, nothing opens, what was ended stays so, and it comes back',
  withRedis,
  async (t) => {
    const { url, knocks } = await startVictim(t)
    const here = await startServer(t, { ...limited, REDIS_URL: url })
    const there = await startServer(t, { ...storesOf(here), ...limited, REDIS_URL: url })
    const nodes = [here, there]
    const ready = () => until('Redis', () => (nodes.every(({ app }) => app.redis?.isReady) ? true : undefined))
    for (let round = 0; round < (long ? 10 : 1); round++) {
      for (const knock of knocks) {
        await ready()
        for (const { clock } of nodes) clock.advance({ seconds: 3600 - ((clock.now().getTime() / 1000) % 3600) + 1 })
        const ana = await signUp(here)
        const ended = onAnotherDevice(here, ana)
        await ended.login()
        const ask = fromOwnNetwork(here)
        assert.deepEqual(tally(await ask(points / 2)), { 200: points / 2 })
        const ben = await signUp(here, 'ben')
        await guess(here.client(), ben.email, 4)

        await knock.strike()
        const cleo = await inTime(`${knock.name}: a sign-up`, () => signUp(here, 'cleo'))
        const works = await inTime(knock.name, async () => [await ana.profile(), await ana.renew(), await ana.login()])
        assert.deepEqual(statuses(works), [200, 200, 200], knock.name)
        const answers = tally(await inTime(knock.name, () => ask(points + 10)))
        assert.ok((answers[429] ?? 0) >= 10, `${knock.name}: ${JSON.stringify(answers)}`)
        assert.equal((answers[200] ?? 0) + (answers[429] ?? 0), points + 10)
        assert.equal((await ended.client().post('/api/auth/logout/', { refresh: ended.refresh })).status, 205)
        const seen = await there.client().as(ended.access).get('/api/auth/profile/')
        assert.equal(seen.status, 401, `${knock.name}: ended here, and at once there`)
        assert.equal((await signIn(there.client(), ben.email, 'Wr0ng-guess')).status, 401)
        assert.equal((await signIn(here.client(), ben.email, ben.password)).status, 423, `${knock.name}: five are five`)

        await knock.mend()
        await ready()
        assert.equal((await ended.renew()).status, 401)
        await until('the event', async () => {
          for (const { clock } of nodes) clock.advance({ minutes: 2 })
          await here.settle()
          return streamed(here, cleo)
        })
        assert.equal((await here.client().get('/readyz')).body.checks.redis, 'ok')
      }
    }
    t.diagnostic(
      `${knocks.map(({ name }) => name).join(', ')}: requests answered, limits held, revocations seen, events kept`,
    )
  },
)
