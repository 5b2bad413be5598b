import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeRoom } from './disk.ts'

test('there must be room for one more copy of the database, and some beyond', () => {
  const mib = 1024 * 1024
  const state = (free: number, size: number) => judgeRoom('/srv', { free: free * mib, size: size * mib }).state
  assert.deepEqual(
    [state(99, 1), state(100, 1), state(1023, 1), state(1024, 1)],
    ['failed', 'warning', 'warning', 'ok'],
  )
  assert.deepEqual([state(1999, 2000), state(2000, 2000), state(6000, 2000)], ['failed', 'warning', 'ok'])
})
