import { test } from 'node:test'
import fc from 'fast-check'
import { signUpStaff } from '../admin.ts'
import { startServer } from '../harness.ts'
import { assertAnswered, bodyOf } from './fuzzed-bodies.ts'
import { readBodyOperations } from './operations.ts'
import { sendRaw } from './raw-http.ts'
import { assertRefusal, assertUnharmed } from './refusals.ts'

/** Enough to meet the odd combination, little enough that nobody waits; a found fault prints the seed that finds it again. */
const bounds = { numRuns: 600, interruptAfterTimeLimit: 2500, markInterruptAsFailure: false } as const

test('attack 68: no body made from the documented shapes is a fault of the service', async (t) => {
  const server = await startServer(t)
  const client = (await signUpStaff(server, 'admin')).client()
  const operations = await readBodyOperations(server)
  const requests = fc
    .constantFrom(...operations)
    .chain((operation) => fc.tuple(fc.constant(operation), bodyOf(operation.fields)))
  await fc.assert(
    fc.asyncProperty(requests, async ([operation, body]) => {
      await assertAnswered(client, operation, body)
    }),
    bounds,
  )
  await server.settle()
  await assertUnharmed(server)
})

test('attack 68: no bytes as a body and no text as an address are a fault of the service', async (t) => {
  const server = await startServer(t)
  const client = server.client()
  const operations = await readBodyOperations(server)
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
  const types = fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain', 'x')
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations), bytes, types, async ({ method, path }, raw, type) => {
      const answer = await client.send(method, path, { raw, headers: { 'content-type': type } })
      if (answer.status >= 300) assertRefusal(answer, `${method} ${path} ${raw.toString('hex')}`)
    }),
    { ...bounds, numRuns: 300 },
  )
  const address = fc.string({ unit: fc.constantFrom(...'/%.?&=:;@#~abz019'), maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(address, async (end) => {
      const answer = await sendRaw(server.origin, { line: `GET /api/auth/${end}` })
      assertRefusal(answer, `GET /api/auth/${end}`)
    }),
    { ...bounds, numRuns: 200 },
  )
  await assertUnharmed(server)
})
