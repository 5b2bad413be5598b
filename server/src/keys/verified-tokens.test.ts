import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeVerifiedTokens } from './verified-tokens.ts'

test('an entry is found by its exact token until the clock reaches its end', () => {
  const tokens = makeVerifiedTokens<string>(10)
  tokens.put('a.b.c', 'ana', 1000)
  assert.equal(tokens.get('a.b.c', 999), 'ana')
  assert.equal(tokens.get('a.b.C', 999), undefined)
  assert.equal(tokens.get('a.b', 999), undefined)
  assert.equal(tokens.get('a.b.c', 1000), undefined)
  assert.equal(tokens.size(), 0)
})

test('the oldest makes room, and a renewed entry is young again', () => {
  const tokens = makeVerifiedTokens<number>(3)
  tokens.put('one', 1, 1000)
  tokens.put('two', 2, 1000)
  tokens.put('one', 11, 2000)
  tokens.put('three', 3, 1000)
  tokens.put('four', 4, 1000)
  assert.deepEqual(
    ['one', 'two', 'three', 'four'].map((token) => tokens.get(token, 0)),
    [11, undefined, 3, 4],
  )
  assert.equal(tokens.get('one', 1500), 11)
})

test('it never grows beyond its limit', () => {
  const tokens = makeVerifiedTokens<number>(100)
  for (let count = 0; count < 10_000; count += 1) tokens.put(`token ${count}`, count, 1000)
  assert.equal(tokens.size(), 100)
})

test('clear forgets everything', () => {
  const tokens = makeVerifiedTokens<string>(10)
  tokens.put('a.b.c', 'ana', 1000)
  tokens.clear()
  assert.equal(tokens.get('a.b.c', 0), undefined)
})

test('attack 63: 100 000 interleaved reads never hand one person the other (names that differ in one character)', () => {
  const tokens = makeVerifiedTokens<string>(10)
  const head = 'h'.repeat(300)
  for (const person of ['ana', 'anb']) tokens.put(`${head}.${person}.s`, person, 1000)
  for (let count = 0; count < 100_000; count += 1) {
    const person = count % 3 === 0 ? 'ana' : 'anb'
    assert.equal(tokens.get([head, person, 's'].join('.'), 0), person)
  }
})

test('a senseless limit is refused', () => {
  for (const limit of [0, -1, 1.5, Number.NaN]) assert.throws(() => makeVerifiedTokens(limit), TypeError)
})
