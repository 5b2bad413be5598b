import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { cutPage, type Position, readPage } from './page.ts'
import { Problem } from './problem.ts'

const rows = Array.from({ length: 7 }, (_, i) => ({ id: randomUUID(), at: new Date(1_800_000_000_123 + i) }))
const itself = (row: Position) => row

test('a cursor names the last row of its page, to the millisecond', () => {
  const page = readPage({ limit: 3 })
  const { rows: shown, next } = cutPage(page, rows.slice(0, 4), itself)
  assert.deepEqual(shown, rows.slice(0, 3))
  assert.deepEqual(readPage({ limit: 3, cursor: next ?? '' }).after, rows[2])
})

test('the last page has no next one, be it full or not', () => {
  for (const count of [0, 1, 3]) assert.equal(cutPage(readPage({ limit: 3 }), rows.slice(0, count), itself).next, null)
})

test('without wishes a page has 50 rows', () => {
  assert.deepEqual(readPage({}), { limit: 50, after: undefined })
})

test('a text that is no cursor of ours is refused', () => {
  const good = cutPage(readPage({ limit: 1 }), rows, itself).next ?? ''
  const far = Buffer.concat([Buffer.alloc(8, 0xff), Buffer.alloc(16)]).toString('base64url')
  for (const cursor of ['x', good.slice(1), `${good}A`, `${good}=`, good.replace(/.$/, '*'), far, `${good} `]) {
    assert.throws(
      () => readPage({ cursor }),
      (error) => error instanceof Problem && error.code === 'invalid_input',
      cursor,
    )
  }
})
