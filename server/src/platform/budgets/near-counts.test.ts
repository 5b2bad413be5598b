import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import { makeLog } from '../log.ts'
import { type CountStore, makeNearCounts, type Sent } from './near-counts.ts'

const log = makeLog('silent', { write: () => undefined })
const ten = { name: 'ten', points: 10, seconds: 60 }
const minute = 1_800_000_000_000

/** A store that all processes of a test share, which can be taken away. */
function makeStore() {
  const totals = new Map<string, number>()
  const told: (readonly Sent[])[] = []
  const store: CountStore & { state: 'there' | 'away' | 'broken'; told: typeof told; totals: typeof totals } = {
    state: 'there',
    told,
    totals,
    async add(sent) {
      if (store.state === 'broken') throw new Error('no answer')
      if (store.state === 'away') return undefined
      told.push(sent)
      for (const { key, points } of sent) totals.set(key, (totals.get(key) ?? 0) + points)
      return new Map(sent.map(({ key }) => [key, totals.get(key) ?? 0]))
    },
  }
  return store
}

/** Processes that count for the same people, and the time of all. */
function start(t: TestContext, store: CountStore | undefined, many = 1) {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  let at = minute + 10_000
  const processes = Array.from({ length: many }, () => makeNearCounts(store, () => new Date(at), log))
  return {
    processes,
    move: (ms: number) => {
      at += ms
    },
    /** Lets a second pass in which processes tell each other. */
    async tell() {
      mock.timers.tick(1000)
      for (let i = 0; i < 10; i++) await Promise.resolve()
    },
  }
}

test('in one process a budget is exact, and whole again with the next window', (t) => {
  const { processes, move } = start(t, undefined)
  const [counts] = processes
  const spent = Array.from({ length: 12 }, () => counts?.count(ten, 'ana'))
  assert.deepEqual(
    spent.map((one) => one?.allowed),
    [...Array(10).fill(true), false, false],
  )
  assert.deepEqual(
    spent.map((one) => one?.remaining),
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0],
  )
  assert.equal(spent[11]?.resetSeconds, 50)
  assert.equal(counts?.count(ten, 'ben').remaining, 9, 'nobody else pays')
  move(50_000)
  const next = counts?.count(ten, 'ana')
  assert.deepEqual([next?.remaining, next?.resetSeconds], [9, 60])
})

test('processes learn within a second what the others have counted', async (t) => {
  const { processes, tell } = start(t, makeStore(), 2)
  const [one, other] = processes
  for (let i = 0; i < 6; i++) one?.count(ten, 'ana')
  assert.equal(other?.count(ten, 'ana').remaining, 9, 'not yet')
  await tell()
  assert.equal(other?.count(ten, 'ana').remaining, 2)
  await tell()
  assert.equal(one?.count(ten, 'ana').remaining, 3, 'who asks nothing hears nothing')
  await tell()
  assert.deepEqual([one?.count(ten, 'ana').allowed, one?.count(ten, 'ana').allowed], [true, false])
})

test('what both allow within one second is the only overdraft', async (t) => {
  const { processes, tell } = start(t, makeStore(), 2)
  const allowed = () =>
    processes.flatMap((one) => Array.from({ length: 20 }, () => one.count(ten, 'ana'))).filter((s) => s.allowed)
  assert.equal(allowed().length, 20)
  await tell()
  assert.equal(allowed().length, 0)
})

test('who asks little is not told of, and the store learns no names', async (t) => {
  const store = makeStore()
  const { processes, tell } = start(t, store)
  const thousand = { name: 'thousand', points: 1000, seconds: 60 }
  for (let i = 0; i < 49; i++) processes[0]?.count(thousand, 'ana')
  await tell()
  assert.equal(store.told.length, 0)
  processes[0]?.count(thousand, 'ana')
  await tell()
  const [[sent] = []] = store.told
  assert.match(sent?.key ?? '', /^thousand:60:\d+:[\w-]{43}$/)
  assert.deepEqual([sent?.points, sent?.endsAt], [50, minute + 60_000])
  processes[0]?.count(thousand, 'ana')
  await tell()
  assert.equal(store.told[1]?.[0]?.points, 1, 'once told of, always told of')
  await tell()
  assert.equal(store.told.length, 2, 'nothing new, nothing told')
})

for (const state of ['away', 'broken'] as const) {
  test(`a store that is ${state} costs no request, and is told later`, async (t) => {
    const store = makeStore()
    const { processes, tell } = start(t, store)
    store.state = state
    for (let i = 0; i < 4; i++) processes[0]?.count(ten, 'ana')
    await tell()
    store.state = 'there'
    processes[0]?.count(ten, 'ana')
    await tell()
    assert.deepEqual([...store.totals.values()], [5])
    assert.equal(processes[0]?.count(ten, 'ana').remaining, 4)
  })
}

test('a store that has forgotten gives nobody a new budget', async (t) => {
  const store = makeStore()
  const { processes, tell } = start(t, store)
  for (let i = 0; i < 9; i++) processes[0]?.count(ten, 'ana')
  await tell()
  store.totals.clear()
  processes[0]?.count(ten, 'ana')
  await tell()
  assert.equal(processes[0]?.count(ten, 'ana').allowed, false)
})

test('after the end nothing is told any more', async (t) => {
  const store = makeStore()
  const { processes, tell } = start(t, store)
  processes[0]?.count(ten, 'ana')
  processes[0]?.close()
  processes[0]?.count(ten, 'ana')
  await tell()
  assert.equal(store.told.length, 0)
})
