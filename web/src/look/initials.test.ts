import assert from 'node:assert/strict'
import { test } from 'node:test'
import { initialsOf, toneOf } from './initials.ts'

test('initials are the first letters of two words, whatever the writing', () => {
  const names = ['Ana Lima', 'ana-lima', 'ana.de.lima', 'Ölander', 'नमिता क्षत्रिय', '👩‍🚀 Mae', '  ', '__']
  assert.deepEqual(names.map(initialsOf), ['AL', 'AL', 'AD', 'Ö', 'नक्ष', '👩‍🚀M', '', ''])
})

test('somebody keeps the tone, and all tones are used', () => {
  const ids = Array.from({ length: 200 }, (_, i) => `01999f${i}-7a00-7000-8000-00000000${i}`)
  assert.deepEqual(ids.map(toneOf), ids.map(toneOf))
  assert.equal(new Set(ids.map(toneOf)).size, 8)
})
