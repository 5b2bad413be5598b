import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import type { Answer } from '../client.ts'
import type { TestServer } from '../harness.ts'
import { sendBare } from './bare-request.ts'

export type Send = {
  readonly method?: string
  /** Inside `/api/auth`, query included; the section's own path when absent. */
  readonly path?: string
  /** A path outside `/api/auth`. */
  readonly at?: string
  readonly body?: unknown
  readonly form?: Record<string, string>
  readonly raw?: string | Buffer
  readonly headers?: Record<string, string>
  /** Sent without `fetch`, which adds headers of its own and has forbidden methods; the headers are all there are. */
  readonly bare?: true
}

/**
 * One row of the record of what the old service answered, under the record's name for it. `K` is what the rows of a
 * section must know beforehand, such as the tokens of an account.
 */
export type GoldenRow<K = undefined> = {
  readonly case: string
  readonly send: Send | ((known: K) => Send | Promise<Send>)
  readonly status: number
  /** Expected members, those of a refusal in their order; texts in angle brackets stand for any value of that kind. Absent: no body. */
  readonly body?: unknown | ((known: K) => unknown)
  /** Expected headers; null for one that must not be there. */
  readonly headers?: Readonly<Record<string, string | RegExp | null>>
  /** What the old service answered, where we differ on purpose: `docs/differences.md` has the reason. */
  readonly was?: string
}

/** Where the rows of a section are sent unless they say otherwise. */
export type Section = { readonly method: string; readonly path: string }

/** Members that the old service did not have, and that its clients pass over. */
const added = new Set(['error', 'device_token', 'display_name', 'locale', 'timezone', 'avatar_url'])

const kinds: Readonly<Record<string, RegExp>> = {
  '<uuid>': /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  '<access JWT>': /^[\w-]+\.[\w-]+\.[\w-]+$/,
  '<refresh JWT>': /^[\w-]+\.[\w-]+\.[\w-]+$/,
  '<ticket>': /^[\w-]{40,}$/,
  '<instant>': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/,
}

/** Runs rows one after the other, each as a test of its own. */
export async function runRows<K>(
  t: TestContext,
  server: TestServer,
  section: Section,
  { rows, known }: { rows: readonly GoldenRow<K>[]; known: K },
): Promise<void> {
  for (const row of rows) {
    await t.test(row.case, async () => {
      const send = typeof row.send === 'function' ? await row.send(known) : row.send
      const answer = await sendRow(server, section, send)
      compare(answer, row, known)
    })
  }
}

function sendRow(server: TestServer, section: Section, send: Send): Promise<Answer> {
  const { method = section.method, path = section.path, at = `/api/auth${path}`, bare, ...rest } = send
  if (bare) return sendBare(server.origin, { method, path: at, ...rest })
  return server.client().send(method, at, rest)
}

function compare<K>(answer: Answer, row: GoldenRow<K>, known: K): void {
  assert.equal(answer.status, row.status, answer.text)
  for (const [name, expected] of Object.entries(row.headers ?? {})) compareHeader(answer, name, expected)
  const expected = typeof row.body === 'function' ? row.body(known) : row.body
  if (expected === undefined) {
    assert.equal(answer.text, '')
    return
  }
  assert.deepEqual(pared(answer.body, expected), expected)
  if (answer.status < 400) return
  assert.match(answer.body?.error, /^[a-z_]+$/, 'a refusal has its machine word')
  assert.deepEqual(oldNames(answer.body), Object.keys(expected as object), 'faults stand in the order of the fields')
}

function compareHeader({ headers }: Answer, name: string, expected: string | RegExp | null): void {
  const value = headers.get(name)
  if (expected instanceof RegExp) assert.match(value ?? '', expected, name)
  else assert.equal(value, expected, name)
}

function oldNames(body: unknown): string[] {
  return Object.keys(body as object).filter((name) => !added.has(name))
}

/** The answer without our additions, each value of an expected kind replaced by the kind's name. */
function pared(actual: unknown, expected: unknown): unknown {
  if (typeof expected === 'string' && typeof actual === 'string') {
    return kinds[expected]?.test(actual) ? expected : actual
  }
  if (typeof actual !== 'object' || actual === null || typeof expected !== 'object' || expected === null) return actual
  if (Array.isArray(actual)) return actual
  const wanted = expected as Record<string, unknown>
  const kept = Object.entries(actual).filter(([name]) => !added.has(name) || name in wanted)
  return Object.fromEntries(kept.map(([name, value]) => [name, pared(value, wanted[name])]))
}

/**
 * Every row that differs from the old service stands in the page of differences, with the old answer, and the table of
 * its section holds no case beyond them.
 * @param heading the section's heading in `docs/differences.md`
 */
export function checkDifferences(heading: string, rows: readonly { case: string; was?: string }[]): void {
  const page = readFileSync(new URL('../../../docs/differences.md', import.meta.url), 'utf8')
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`))
  assert.ok(section, `docs/differences.md has no section "${heading}"`)
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  const documented = lines.slice(2).map((line) => line.split(' | ', 2).join(' | ').replace(/^\| /, ''))
  const differing = rows.flatMap(({ case: name, was }) => (was === undefined ? [] : [`${name} | ${was}`]))
  assert.deepEqual(documented.toSorted(), differing.toSorted())
}

/** The messages of the record's W1, W2, W3. */
export const tooShort = 'This password is too short. It must contain at least 8 characters.'
export const tooCommon = 'This password is too common.'
export const allDigits = 'This password is entirely numeric.'

/** G-BAD of the record: a bearer token that is none of ours. */
export const badToken = {
  detail: 'Given token not valid for any token type',
  code: 'token_not_valid',
  messages: [{ token_class: 'AccessToken', token_type: 'access', message: 'Token is invalid or expired' }],
}
