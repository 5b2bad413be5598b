import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Budget } from '../../src/platform/budgets.ts'
import { registerVerified } from '../actors.ts'
import { goToFarHour } from '../attacks/far-hour.ts'
import { startServer } from '../harness.ts'

const limits = { RATELIMIT_ENABLE: 'True' }
const three: Budget = { name: 'three', points: 3, seconds: 60 }

test('a budget is spent atomically, and whole again when its window is over', async (t) => {
  const server = await startServer(t)
  goToFarHour(server)
  const key = `key-${server.origin}`
  const spent = await Promise.all(Array.from({ length: 10 }, () => server.app.budgets.spend(three, key)))
  assert.equal(spent.filter(({ allowed }) => allowed).length, 3)
  assert.equal((await server.app.budgets.spend(three, `${key}-other`)).allowed, true, 'nobody else pays')
  server.clock.advance({ seconds: 61 })
  assert.equal((await server.app.budgets.spend(three, key)).allowed, true)
})

test('POST /api/auth/forgot-password/ tells what is left, and refuses with 429 when nothing is', async (t) => {
  const server = await startServer(t, limits)
  goToFarHour(server)
  const ask = () => server.client().post('/api/auth/forgot-password/', { email: 'nobody@example.com' })
  const first = await ask()
  assert.equal(first.status, 200)
  assert.match(first.headers.get('ratelimit') ?? '', /^"forgot-password";r=59;t=\d+$/)
  assert.equal(first.headers.get('ratelimit-policy'), '"forgot-password";q=60;w=3600')
  const answers = await Promise.all(Array.from({ length: 60 }, ask))
  const refused = answers.filter(({ status }) => status === 429)
  assert.equal(refused.length, 1)
  assert.equal(refused[0]?.body.error, 'rate_limited')
  assert.ok(Number(refused[0]?.headers.get('retry-after')) > 0)
  server.clock.advance({ hours: 1 })
  assert.equal((await ask()).status, 200)
})

test('one mailbox gets five reset mails an hour, whoever asks, and the answers stay the same', async (t) => {
  const server = await startServer(t, limits)
  goToFarHour(server)
  const ana = await registerVerified(server)
  for (let i = 0; i < 8; i++) {
    const answer = await server.client().post('/api/auth/forgot-password/', { email: ana.email })
    assert.deepEqual([answer.status, answer.body], [200, { detail: 'Password reset email sent.' }])
  }
  const resets = (await server.mailbox.to(ana.email)).filter(
    ({ subject }) => subject === 'Reset your Kalosphere password',
  )
  assert.equal(resets.length, 5)
})
