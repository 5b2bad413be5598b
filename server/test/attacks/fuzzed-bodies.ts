import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Client } from '../client.ts'
import type { Field, Operation } from './operations.ts'
import { assertNoInsides, assertRefusal } from './refusals.ts'

const unit = fc.nat({ max: 0xff_ff }).map((code) => String.fromCharCode(code))
/** Text of every kind, a NUL, half a character and hidden marks among it. */
export const text = fc.oneof(
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
export function bodyOf(fields: Operation['fields']): fc.Arbitrary<unknown> {
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

/** Sends a body, and looks whether the answer is one that every answer may be. @returns its status */
export async function assertAnswered(client: Client, { method, path }: Operation, body: unknown): Promise<number> {
  const answer = await client.send(method, path, { raw: JSON.stringify(body) })
  const about = `${method} ${path} ${JSON.stringify(body)}`
  if (answer.status >= 300) {
    assertRefusal(answer, about)
    return answer.status
  }
  assert.match(answer.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/, about)
  assertNoInsides(answer.text, about)
  return answer.status
}
