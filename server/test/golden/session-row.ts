import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import type { Answer, Client } from '../client.ts'

type Ask = {
  method?: string
  path?: string
  body?: unknown
  form?: Record<string, string>
  raw?: string
  headers?: Record<string, string>
}

/** One request and what it must be answered. */
export type Row = {
  /** What is tried, in the words of the record of the former service's answers. */
  name: string
  /** A function when it needs what an earlier row brought. */
  ask?: Ask | (() => Ask | Promise<Ask>)
  status: number
  /** The body but for `error`: values as they are, patterns for texts, a refusal's in this order; undefined for none. */
  answer: unknown
  /** What the former service answered, where ours is another on purpose: a page of differences says why. */
  was?: string
  check?: (answer: Answer) => void | Promise<void>
}

export const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/
export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

export const tokenPair = { access: jwt, refresh: jwt }
export const noCredentials = { detail: 'Authentication credentials were not provided.' }

export const tooShort = 'This password is too short. It must contain at least 8 characters.'
export const tooCommon = 'This password is too common.'
export const allDigits = 'This password is entirely numeric.'
export const required = ['This field is required.']
export const blank = ['This field may not be blank.']
export const noText = ['Not a valid string.']
export const noNull = ['This field may not be null.']

/** The refusal of a bearer token. */
export function badBearer(message = 'Token is invalid or expired') {
  const messages = [{ token_class: 'AccessToken', token_type: 'access', message }]
  return { detail: 'Given token not valid for any token type', code: 'token_not_valid', messages }
}

/** The refusal of a refresh token. */
export function badRefresh(detail: string) {
  return { detail, code: 'token_not_valid' }
}

export function wrongMethod(method: string) {
  return { detail: `Method "${method}" not allowed.` }
}

export function signedIn(person: { email: string; username: string }) {
  const { email, username } = person
  return { ...tokenPair, user: { id: uuid, email, username, mfa_enabled: false }, device_token: /./ }
}

/** The nine members of the former service, and ours behind them. */
export function profileOf(person: { id: string; email: string; username: string }) {
  const { id, email, username } = person
  const flags = { is_email_verified: true, mfa_enabled: false, email_mfa_enabled: false, is_phone_verified: false }
  const added = { display_name: '', locale: 'en', timezone: /./, avatar_url: '' }
  return { id, email, username, ...flags, created_at: instant, updated_at: instant, ...added }
}

/**
 * Method and path of the rows that do not name their own, the heading of their differences and the page in `docs/` that has
 * them: `differences-sessions.md` unless told.
 */
export type Usual = { method: string; path: string; heading: string; page?: string }

/**
 * Sends each row in turn, as a test of its own, and compares status, body and the headers that every answer has. A row
 * that differs from the former service must stand in the page of differences.
 */
export async function answerRows(t: TestContext, client: Client, usual: Usual, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const title = row.was === undefined ? row.name : `${row.name} (was: ${row.was})`
    await t.test(title, async () => {
      const given = typeof row.ask === 'function' ? await row.ask() : (row.ask ?? {})
      const { method = usual.method, path = usual.path, ...ask } = given
      const answer = await client.send(method, path, ask)
      assert.equal(answer.status, row.status, answer.text)
      requireCommonHeaders(answer)
      const said = saidIn(answer)
      requireLike(said, row.answer, 'body')
      if (row.status >= 400) requireOrder(said, row.answer)
      await row.check?.(answer)
      if (row.was !== undefined) requireDocumented(usual, row.name, row.was)
    })
  }
}

function requireDocumented(usual: Usual, name: string, was: string): void {
  const { heading, page = 'differences-sessions.md' } = usual
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8')
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  assert.ok(section.includes(`\n| ${name} | ${was} | `), `docs/${page} does not tell of "${name}"`)
}

function requireCommonHeaders({ status, headers }: Answer): void {
  assert.match(headers.get('x-request-id') ?? '', uuid)
  assert.equal(headers.get('cache-control'), 'no-store')
  if (status === 401) assert.equal(headers.get('www-authenticate'), 'Bearer realm="api"')
  if (status === 405) assert.notEqual(headers.get('allow') ?? '', '')
  if (status === 423) assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/)
}

/** The body without the machine word that every refusal must have; no text at all for undefined. */
function saidIn({ status, body, text }: Answer): unknown {
  if (body === undefined) {
    assert.equal(text, '')
    return undefined
  }
  if (status < 400) return body
  const { error, ...said } = body
  assert.match(String(error), /^[a-z_]+$/, 'a refusal has a machine word')
  return said
}

/** Members stand as they do in `expected`. */
export function requireOrder(actual: unknown, expected: unknown): void {
  assert.deepEqual(Object.keys(Object(actual)), Object.keys(Object(expected)), 'the order of the members')
}

/** Deep equality, with patterns for texts that differ each time. */
function requireLike(actual: unknown, expected: unknown, at: string): void {
  if (expected instanceof RegExp) {
    assert.ok(typeof actual === 'string' && expected.test(actual), `${at}: ${String(actual)} is not ${expected}`)
  } else if (isObject(expected) && isObject(actual)) {
    assert.deepEqual(Object.keys(actual).toSorted(), Object.keys(expected).toSorted(), `${at}: its members`)
    for (const [name, value] of Object.entries(expected)) requireLike(actual[name], value, `${at}.${name}`)
  } else {
    assert.deepEqual(actual, expected, at)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
