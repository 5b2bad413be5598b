import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durationInWords, utcText } from './time-words.ts'

const durations = [
  [1, '1 minute'],
  [5, '5 minutes'],
  [60, '60 minutes'],
  [90, '90 minutes'],
  [120, '2 hours'],
  [1440, '24 hours'],
  [2880, '48 hours'],
  [4320, '3 days'],
  [4380, '73 hours'],
  [20160, '14 days'],
] as const

test('durations read as people say them', () => {
  for (const [minutes, words] of durations) assert.equal(durationInWords(minutes, 'en'), words)
})

test('what is no duration is a mistake', () => {
  for (const minutes of [0, -5, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => durationInWords(minutes, 'en'), TypeError)
  }
})

test('moments are told in UTC, from a Date or from RFC 3339', () => {
  const told = 'Mon, 23 Nov 2026 15:32:10 UTC'
  assert.equal(utcText(new Date('2026-11-23T15:32:10.999Z'), 'en'), told)
  assert.equal(utcText('2026-11-23T17:32:10+02:00', 'en'), told)
  assert.equal(utcText('2026-11-23T17:32:10+02:00', 'de'), '23. November 2026 um 15:32:10 UTC')
  assert.equal(utcText('2026-11-23T17:32:10+02:00', 'fr'), '23 novembre 2026 à 15:32:10 UTC')
  assert.throws(() => utcText('soon', 'en'), TypeError)
})
