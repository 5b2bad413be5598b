import assert from 'node:assert/strict'
import { problems } from '../../src/base/problem.ts'
import type { Answer } from '../client.ts'
import type { TestServer } from '../harness.ts'
import type { RawAnswer } from './raw-http.ts'

/** What every refusal is, whatever was sent: a 4xx in JSON with one of our words and an id, and nothing of our insides. */
export function assertRefusal(answer: Answer | RawAnswer, about: string): void {
  const { status, text } = answer
  const said = `${about}: ${status} ${text.slice(0, 300)}`
  assert.ok(status >= 400 && status < 500, said)
  assert.match(headerOf(answer, 'content-type') ?? '', /^application\/json/, said)
  assert.match(headerOf(answer, 'x-request-id') ?? '', /^[0-9a-f-]{36}$/, said)
  const body: unknown = JSON.parse(text)
  assert.ok(typeof body === 'object' && body !== null && 'error' in body, said)
  const word = String(body.error)
  assert.ok(Object.hasOwn(problems, word), said)
  assert.equal(problems[word as keyof typeof problems].status, status, said)
  assertNoInsides(text, about)
}

/** No file of ours, no stack, no driver's words. */
export function assertNoInsides(text: string, about: string): void {
  assert.doesNotMatch(text, /node_modules|server\/src|\.ts:\d|at \w+ \(|node:internal|SQLITE|FST_ERR|kysely/i, about)
}

/** The service still answers and nothing it met was a fault of its own. */
export async function assertUnharmed(server: TestServer): Promise<void> {
  assert.equal((await server.client().get('/healthz')).status, 200)
  assert.deepEqual(
    server.log.filter((line) => /"level":"(error|fatal)"/.test(line)),
    [],
  )
}

/** A header's one value, of either kind of answer. */
export function headerOf({ headers }: Answer | RawAnswer, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  return headers.get(name)?.join(', ')
}
