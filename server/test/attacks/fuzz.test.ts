import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { signUpStaff } from '../admin.ts'
import type { Client } from '../client.ts'
import { startServer } from '../harness.ts'
import { type Field, type Operation, readBodyOperations } from './operations.ts'
import { sendRaw } from './raw-http.ts'
import { assertNoInsides, assertRefusal, assertUnharmed } from './refusals.ts'

/** Enough to meet the odd combination, little enough that nobody waits; a found fault prints the seed that finds it again. */
const bounds = { numRuns: 600, interruptAfterTimeLimit: 2500, markInterruptAsFailure: false } as const

const unit = fc.nat({ max: 0xff_ff }).map((code) => String.fromCharCode(code))
const text = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit, maxLength: 60 }),
)
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    0,
    '',
    '0',
    [],
    {},
    '\0',
    '__proto__',
    '../..',
    '{{7*7}}',
    "' or 1=1--",
    '%00',
    '𝒶'.repeat(300),
  ),
)

const clientData = fc
  .oneof(fc.object({ maxDepth: 1 }), fc.record({ challenge: anything, type: anything }))
  .map((data) => Buffer.from(JSON.stringify(data)).toString('base64url'))
const credential = fc.record(
  {
    id: fc.oneof(text, fc.constant('YQ')),
    response: fc.oneof(
      anything,
      fc.record({ clientDataJSON: fc.oneof(clientData, text), attestationObject: anything }),
    ),
  },
  { requiredKeys: [] },
)
const fittingOf: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  boolean: fc.boolean(),
  object: credential,
  array: fc.array(fc.oneof(fc.uuid(), text)),
}

/** Mostly what the field is for, sometimes anything at all. */
function arbitraryOf({ type, format }: Field): fc.Arbitrary<unknown> {
  const fitting = format === 'email' ? fc.emailAddress() : (fittingOf[type ?? ''] ?? text)
  return fc.oneof({ weight: 3, arbitrary: fitting }, { weight: 2, arbitrary: text }, { weight: 2, arbitrary: anything })
}

/** The fields of an operation's schema, some of them missing, some strange ones beside them. */
function bodyOf(fields: Operation['fields']): fc.Arbitrary<unknown> {
  const shaped = fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, arbitraryOf(field)])),
    {
      requiredKeys: [],
    },
  )
  const more = fc.dictionary(fc.oneof(text, fc.constantFrom('id', 'roles', '__proto__', 'constructor')), anything, {
    maxKeys: 3,
  })
  const merged = fc.tuple(shaped, more).map(([known, strange]) => ({ ...strange, ...known }))
  return fc.oneof({ weight: 8, arbitrary: merged }, { weight: 1, arbitrary: anything })
}

async function assertAnswered(client: Client, { method, path }: Operation, body: unknown): Promise<void> {
  const answer = await client.send(method, path, { raw: JSON.stringify(body) })
  const about = `${method} ${path} ${JSON.stringify(body)}`
  if (answer.status >= 300) return assertRefusal(answer, about)
  assert.match(answer.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/, about)
  assertNoInsides(answer.text, about)
}

test('attack 68: no body made from the documented shapes is a fault of the service', async (t) => {
  const server = await startServer(t)
  const client = (await signUpStaff(server, 'admin')).client()
  const operations = await readBodyOperations(server)
  const requests = fc
    .constantFrom(...operations)
    .chain((operation) => fc.tuple(fc.constant(operation), bodyOf(operation.fields)))
  await fc.assert(
    fc.asyncProperty(requests, ([operation, body]) => assertAnswered(client, operation, body)),
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
