import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roundTop } from './scale.ts'

test('the top of a plot is a round number that nothing stands above', () => {
  const tops = [0, 1, 2, 3, 7, 10, 11, 42, 99, 100, 101, 4_200].map((most) => roundTop(most))
  assert.deepEqual(tops, [2, 2, 2, 4, 10, 10, 20, 50, 100, 100, 200, 5_000])
  for (const [index, most] of [0, 1, 2, 3, 7, 10, 11, 42, 99, 100, 101, 4_200].entries()) {
    assert.ok((tops[index] ?? 0) >= most)
    assert.equal((tops[index] ?? 1) % 2, 0, 'the middle is a whole number too')
  }
})
