import assert from 'node:assert/strict'
import { test } from 'node:test'
import { giveBackMemory } from './give-back-memory.ts'

test('memory is given back once, a second after the start', (t) => {
  const before = globalThis.gc
  t.after(() => {
    globalThis.gc = before
  })
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const collect = t.mock.fn()
  globalThis.gc = collect as unknown as NonNullable<typeof globalThis.gc>
  giveBackMemory()
  t.mock.timers.tick(999)
  assert.equal(collect.mock.callCount(), 0)
  t.mock.timers.tick(1)
  t.mock.timers.tick(100_000)
  assert.deepEqual(
    collect.mock.calls.map((call) => call.arguments),
    [[{ type: 'major', execution: 'sync', flavor: 'last-resort' }]],
  )
})

test('a process without the collector starts as ever', (t) => {
  const before = globalThis.gc
  t.after(() => {
    globalThis.gc = before
  })
  globalThis.gc = undefined
  t.mock.timers.enable({ apis: ['setTimeout'] })
  giveBackMemory()
  t.mock.timers.tick(100_000)
})
