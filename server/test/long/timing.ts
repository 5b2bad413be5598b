import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, registerUnverified, registerVerified, signUp, somebody } from '../actors.ts'
import type { Client } from '../client.ts'
import { startServer, type TestServer } from '../harness.ts'

// By `npm run test:timing`, on a machine that does nothing else: work is counted in the usual tests
// (`attacks/enumeration.test.ts`), and time is measured here.

const samples = 2000
/** Each account is asked about this often: below the hundred failures in a row that end a password. */
const asksAnAccount = 50
/**
 * Cohen's d: how far two means are apart, in standard deviations. At 0.2 a single answer tells next to nothing, and limits allow a
 * stranger a few dozen a day.
 */
const mostApart = 0.2

type Class = 'unknown' | 'verified' | 'unverified' | 'deactivated'
type Named = { readonly email: string; readonly username: string }

async function makeOne(server: TestServer, kind: Class): Promise<Named> {
  if (kind === 'unknown') return somebody('aaa')
  if (kind === 'unverified') return registerUnverified(server, 'aaa')
  if (kind === 'verified') return registerVerified(server, 'aaa')
  const actor: Actor = await signUp(server, 'aaa')
  const body = { password: actor.password, confirm_deactivation: true }
  assert.equal((await actor.client().post('/api/auth/deactivate-account/', body)).status, 200)
  return actor
}

const kinds: readonly Class[] = ['unknown', 'verified', 'unverified', 'deactivated']
const asks: Readonly<Record<string, (client: Client, one: Named) => Promise<unknown>>> = {
  'sign-in by address': (client, { email }) => client.post('/api/auth/login/', { email, password: 'Wr0ng-guess' }),
  'sign-in by username': (client, { username }) =>
    client.post('/api/auth/login/', { email: username, password: 'Wr0ng-guess' }),
  'forgotten password': (client, { email }) => client.post('/api/auth/forgot-password/', { email }),
  'verification anew': (client, { email }) => client.post('/api/auth/resend-verification/', { email }),
  'reset by code': (client, { email }) =>
    client.post('/api/auth/reset-password/', {
      email,
      code: '000000',
      new_password: 'N3w-passphrase',
      confirm_password: 'N3w-passphrase',
    }),
}

/** The slowest tenth is the machine's, not the service's. */
function trimmed(times: readonly number[]): { mean: number; variance: number } {
  const kept = times.toSorted((a, b) => a - b).slice(0, Math.floor(times.length * 0.9))
  const mean = kept.reduce((sum, one) => sum + one, 0) / kept.length
  return { mean, variance: kept.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (kept.length - 1) }
}

function apart(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [trimmed(one), trimmed(other)]
  return Math.abs(a.mean - b.mean) / Math.sqrt((a.variance + b.variance) / 2)
}

async function measure(server: TestServer, ask: (client: Client, one: Named) => Promise<unknown>) {
  const times: Record<Class, number[]> = { unknown: [], verified: [], unverified: [], deactivated: [] }
  const client = server.client()
  for (let round = 0; round < samples / asksAnAccount; round++) {
    const named = await Promise.all(kinds.map(async (kind) => [kind, await makeOne(server, kind)] as const))
    await server.settle()
    for (let i = 0; i < asksAnAccount; i++) {
      // In another order each time, so that whatever the machine does in between meets all alike.
      for (const [kind, one] of named.toSorted(() => Math.random() - 0.5)) {
        const began = performance.now()
        await ask(client, one)
        times[kind].push(performance.now() - began)
      }
    }
    await server.settle()
  }
  return times
}

for (const [about, ask] of Object.entries(asks)) {
  test(`attack 31: ${about} takes as long for every address`, async (t) => {
    const server = await startServer(t, { MAX_LOGIN_ATTEMPTS: '90', LOG_LEVEL: 'info' })
    const times = await measure(server, ask)
    for (const kind of kinds) {
      const { mean } = trimmed(times[kind])
      const d = apart(times.unknown, times[kind])
      t.diagnostic(`${kind}: ${mean.toFixed(3)} ms, d = ${d.toFixed(3)}`)
    }
    for (const kind of kinds) assert.ok(apart(times.unknown, times[kind]) < mostApart, kind)
  })
}
