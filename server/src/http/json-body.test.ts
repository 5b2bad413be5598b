import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../base/problem.ts'
import { parseJsonBody } from './json-body.ts'

test('reads text and bytes alike', () => {
  const read = { email: 'é😀', list: [1, null, true, { a: 'b' }] }
  assert.deepEqual(parseJsonBody(JSON.stringify(read)), read)
  assert.deepEqual(parseJsonBody(Buffer.from(JSON.stringify(read))), read)
})

test('reads back every document', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value)
      assert.deepEqual(parseJsonBody(Buffer.from(text)), JSON.parse(text))
    }),
  )
})

const refused: [what: string, body: string | Buffer, detail: string][] = [
  ['an empty body', '', 'Expecting value: line 1 column 1 (char 0)'],
  ['no bytes', Buffer.alloc(0), 'Expecting value: line 1 column 1 (char 0)'],
  [
    'a fault in bytes',
    Buffer.from('{"é":1,}'),
    'Expecting property name enclosed in double quotes: line 1 column 8 (char 7)',
  ],
  [
    'Latin-1',
    Buffer.from('{"email":"ÿ"}', 'latin1'),
    "'utf-8' codec can't decode byte 0xff in position 10: invalid start byte",
  ],
  [
    'UTF-16',
    Buffer.from('\ufeff{}', 'utf16le'),
    "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
  ],
  [
    'a byte order mark',
    Buffer.from('\ufeff{}'),
    'Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)',
  ],
]
for (const [what, body, detail] of refused) {
  test(`refuses ${what}`, () => {
    assert.throws(
      () => parseJsonBody(body),
      (problem: unknown) => {
        assert.ok(problem instanceof Problem)
        assert.equal(problem.status, 400)
        assert.deepEqual(problem.body(), { detail: `JSON parse error - ${detail}`, error: 'malformed_body' })
        return true
      },
    )
  })
}

test('a key __proto__ is an own property and changes no prototype', () => {
  const read = parseJsonBody('{"__proto__":{"admin":true},"constructor":1}')
  assert.ok(read instanceof Object)
  assert.ok(Object.hasOwn(read, '__proto__'))
  assert.equal(Object.getPrototypeOf(read), Object.prototype)
  assert.equal('admin' in read, false)
  assert.equal('admin' in {}, false)
})
