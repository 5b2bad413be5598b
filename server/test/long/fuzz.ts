import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { test } from 'node:test'
import fc from 'fast-check'
import { signUpStaff } from '../admin.ts'
import { assertAnswered, bodyOf, text } from '../attacks/fuzzed-bodies.ts'
import { type Operation, readOperations } from '../attacks/operations.ts'
import { assertRefusal, assertUnharmed } from '../attacks/refusals.ts'
import type { Client } from '../client.ts'
import { startServer, type TestServer } from '../harness.ts'

// By `npm run test:fuzz`, not with the others: a hundred thousand requests take minutes. A found fault prints its seed.

const requests = 100_000
/** So many requests an administrator makes before somebody new does: some of them end sessions, the own one among them. */
const shift = 500
/** What does not end: a stream is an answer, and waiting for its end is no request. */
const streams: readonly string[] = ['/ws/notifications/', '/.well-known/revocations']

/** Parts that make another address of it before it is sent. */
const odd: readonly string[] = ['', '.', '..']

/** An address of an operation: its parameters by something, and a query of something. */
function addressOf(path: string): fc.Arbitrary<string> {
  const part = fc.oneof(
    fc.uuid(),
    text.map((value) => encodeURIComponent(value.toWellFormed()).slice(0, 190)),
  )
  const names = fc.constantFrom('limit', 'cursor', 'from', 'before', 'sort', 'search', 'state', 'token', 'code', 'x')
  const query = fc.array(fc.tuple(names, part), { maxLength: 3 })
  return fc.tuple(part, query).map(([value, pairs]) => {
    const filled = path.replaceAll(/\{\w+\}/g, odd.includes(value) ? '-' : value)
    return pairs.length === 0 ? filled : `${filled}?${pairs.map(([name, one]) => `${name}=${one}`).join('&')}`
  })
}

type Shift = { client: Client; left: number }

async function atWork(server: TestServer, now: Shift): Promise<Client> {
  if (now.left === 0) {
    const actor = await signUpStaff(server, 'admin')
    Object.assign(now, { client: actor.client(), left: shift })
  }
  now.left -= 1
  return now.client
}

test('a hundred thousand requests of every operation: no fault, declared refusals, and nobody waits for the loop', async (t) => {
  const server = await startServer(t)
  const operations = (await readOperations(server)).filter(({ path }) => !streams.includes(path))
  const sent = new Map<string, number>()
  const good = new Set<string>()
  const now: Shift = { client: server.client(), left: 0 }
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const request = fc
    .constantFrom(...operations)
    .chain((one) => fc.tuple(fc.constant(one), addressOf(one.path), bodyOf(one.fields)))
  const ask = async ([{ method, path, fields }, address, body]: [Operation, string, unknown]): Promise<void> => {
    const client = await atWork(server, now)
    const name = `${method} ${path}`
    sent.set(name, (sent.get(name) ?? 0) + 1)
    const takesBody = method !== 'GET' && Object.keys(fields).length > 0
    if (takesBody) {
      const status = await assertAnswered(client, { method, path: address, fields, responses: {} }, body)
      if (status < 300) good.add(name)
      return
    }
    const answer = await client.send(method, address)
    if (answer.status < 400) good.add(name)
    else assertRefusal(answer, `${method} ${address}`)
  }
  await fc.assert(fc.asyncProperty(request, ask), { numRuns: requests, endOnFailure: true })
  delay.disable()
  await server.settle()
  await assertUnharmed(server)
  const late = delay.percentile(99) / 1e6
  t.diagnostic(`${sent.size} operations, ${good.size} of them with a good answer, loop delay p99 ${late.toFixed(1)} ms`)
  assert.equal(sent.size, operations.length, 'every operation was asked')
  assert.ok(late < 100, `loop delay p99 ${late} ms`)
})
