import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from './config.ts'

function ratesOf(env: Record<string, string>) {
  const { config, faults } = loadConfig(env)
  return { faults, ...config.limits.rates }
}

test('rates are a number and a unit', () => {
  const { faults, usual } = ratesOf({ READ_RATE: '20/s', WRITE_RATE: '5000/day' })
  assert.deepEqual(faults, [])
  assert.deepEqual(usual, { read: { points: 20, seconds: 1 }, write: { points: 5000, seconds: 86_400 } })
})

test('a role has rates of its own, both or one', () => {
  const { faults, byRole } = ratesOf({
    RATE_BY_ROLE: '{"admin": {"read": "6000/min", "write": "600/min"}, "bot": {"write": "1/h"}}',
  })
  assert.deepEqual(faults, [])
  assert.deepEqual(Object.fromEntries(byRole), {
    admin: { read: { points: 6000, seconds: 60 }, write: { points: 600, seconds: 60 } },
    bot: { write: { points: 1, seconds: 3600 } },
  })
})

test('a wrong rate is one clear fault', () => {
  for (const rate of ['600', '600/minute', '0/min', '-5/s', '1.5/s', '99999999/s', 'min', '5 / s']) {
    assert.deepEqual(ratesOf({ READ_RATE: rate }).faults, [
      `READ_RATE must be a number and a unit such as 600/min (units: s, min, h, day), not "${rate}".`,
    ])
  }
  for (const roles of ['admin', '[]', '"x"', 'null', '{"admin": ']) {
    const faults = ['RATE_BY_ROLE must be a JSON object such as {"admin": {"read": "6000/min"}}.']
    assert.deepEqual(ratesOf({ RATE_BY_ROLE: roles }).faults, faults, roles)
  }
  for (const rates of ['"6000/min"', '{"reed": "6000/min"}', '{"read": 6000}', '["read"]', 'null']) {
    const { faults } = ratesOf({ RATE_BY_ROLE: `{"admin": ${rates}}` })
    assert.equal(faults.length, 1, rates)
    assert.match(faults[0] ?? '', /^RATE_BY_ROLE must give "admin" nothing but "read" and "write", each a number/)
  }
})
