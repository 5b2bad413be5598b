import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgePassword } from './judge-password.ts'

const about = { email: 'ana.lima@example.com', username: 'ana-lima' }

test('what the service would refuse is told beforehand; more words are better', () => {
  const judged = (password: string) => {
    const { level, advice } = judgePassword(password, about)
    return [level, advice]
  }
  assert.deepEqual(judged(''), [0, 'start'])
  assert.deepEqual(judged('short'), [1, 'short'])
  assert.deepEqual(judged('83749201'), [1, 'digits'])
  assert.deepEqual(judged('Ana-Lima-1'), [1, 'like'])
  assert.deepEqual(judged('xx-lima@example'), [1, 'like'])
  assert.deepEqual(judged('aaaaaaaaaaaa'), [1, 'repeated'])
  assert.deepEqual(judged('tree-Sand'), [2, 'fair'])
  assert.deepEqual(judged('tree-sand-moon'), [3, 'fair'])
  assert.deepEqual(judged('tree sand moon river'), [4, 'good'])
  assert.equal(judgePassword('åß∂ƒ', about).missing, 4)
})
