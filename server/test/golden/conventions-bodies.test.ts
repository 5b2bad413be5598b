import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, signUp, somebody } from '../actors.ts'
import { startServer } from '../harness.ts'
import { claimsOf } from './forged-token.ts'
import { badToken, checkDifferences, type GoldenRow, runRows, type Send } from './golden-row.ts'

/** `logout/` stands for every endpoint that takes a boolean: its `all` is one. */
const section = { method: 'POST', path: '/logout/' }

type Row = GoldenRow<Actor>

const noSuchToken = { detail: 'Invalid token' }
const notBoolean = { all: ['Must be a valid boolean.'] }

/** Lower, UPPER and Capitalised. */
function spellings(words: readonly string[]): string[] {
  const all = words.flatMap((word) => [word, word.toUpperCase(), `${word.charAt(0).toUpperCase()}${word.slice(1)}`])
  return [...new Set(all)]
}

const trueValues: readonly unknown[] = [true, 1, '1', ...spellings(['t', 'true', 'y', 'yes', 'on'])]
const falseValues: readonly unknown[] = [false, 0, '0', ...spellings(['f', 'false', 'n', 'no', 'off'])]
const noBooleans: readonly unknown[] = [' true ', 'yES', '', 2, 'maybe', [], {}]

function flag(kind: string, all: unknown, body: unknown): Row {
  return { case: `${kind} ${JSON.stringify(all)}`, send: { body: { refresh: 'x', all } }, status: 400, body }
}

const booleans: readonly Row[] = [
  ...trueValues.map((value) => flag('true:', value, noSuchToken)),
  ...falseValues.map((value) => flag('false:', value, noSuchToken)),
  ...noBooleans.map((value) => flag('no boolean:', value, notBoolean)),
  flag('no boolean:', null, { all: ['This field may not be null.'] }),
  { case: 'a form without the boolean', send: { form: { refresh: 'x' } }, status: 400, body: noSuchToken },
]

const missing = 'This field is required.'
const allMissing = { email: [missing], username: [missing], password: [missing] }
const register = { path: '/register/' }
const malformed = (fault: string) => ({ status: 400, body: { detail: `JSON parse error - ${fault}` } })
const badEmail = 'Enter a valid email address.'
const unquoted = 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'

const bodies: readonly Row[] = [
  { case: 'G-JSON', send: { ...register, raw: '{' }, ...malformed(unquoted) },
  { case: 'json unquoted', send: { ...register, raw: '{a:1}' }, ...malformed(unquoted) },
  { case: 'G-JSON, login', send: { path: '/login/', raw: '{' }, ...malformed(unquoted) },
  { case: 'G-JSON, resend-verification', send: { path: '/resend-verification/', raw: '{' }, ...malformed(unquoted) },
  ...['[]', '[1]'].map((raw) => ({
    case: `G-LIST ${raw}`,
    send: { ...register, raw },
    status: 400,
    body: { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] },
  })),
  { case: 'an empty form', send: { ...register, form: {} }, status: 400, body: allMissing },
  {
    case: 'password of 2.8 MB',
    send: { ...register, body: { ...somebody(), password: 'x'.repeat(2_800_000) } },
    status: 413,
    body: { detail: 'Request body is too large.' },
    was: '201',
  },
  {
    case: 'password of 100000 chars',
    send: { ...register, body: { ...somebody(), password: 'x'.repeat(100_000) } },
    status: 413,
    body: { detail: 'Request body is too large.' },
    was: '201',
  },
  {
    case: 'a password that is too long',
    send: { ...register, body: { ...somebody(), password: 'long enough '.repeat(40) } },
    status: 400,
    body: { password: ['Ensure this field has no more than 256 characters.'] },
    was: '201',
  },
  {
    case: 'faults of all fields together',
    send: { ...register, body: { email: 'bad', username: 'u'.repeat(51), password: null } },
    status: 400,
    body: {
      email: [badEmail],
      username: ['Ensure this field has no more than 50 characters.'],
      password: ['This field may not be null.'],
    },
  },
  {
    case: 'a wrong field beside a weak password',
    send: { ...register, body: { email: 'bad', username: 'ann', password: 'Ab1!xyz' } },
    status: 400,
    body: { email: [badEmail] },
    was: '400, both fields',
  },
]

const invalidBearer = { headers: { authorization: 'Bearer garbage' } }
const publicPaths = ['register', 'verify-email', 'resend-verification', 'forgot-password', 'reset-password']

function header(name: string, value: (access: string) => string, [status, body]: [number, unknown]): Row {
  const send = ({ access }: Actor): Send => ({ ...register, body: {}, headers: { authorization: value(access) } })
  return { case: name, send, status, body }
}

const bearers: readonly Row[] = [
  ...publicPaths.map((name) => ({
    case: `invalid bearer on ${name}`,
    send: { path: `/${name}/`, body: {}, ...invalidBearer },
    status: 401,
    body: badToken,
  })),
  {
    case: 'invalid bearer on login',
    send: { path: '/login/', body: {}, ...invalidBearer },
    status: 400,
    body: { detail: 'Email and password are required.' },
  },
  {
    case: 'invalid bearer on refresh',
    send: { path: '/refresh/', body: {}, ...invalidBearer },
    status: 400,
    body: { refresh: [missing] },
  },
  header('bearer, several spaces', (access) => `Bearer   ${access}`, [400, allMissing]),
  header('bearer in another case counts as none', () => 'bearer garbage', [400, allMissing]),
]

test('conventions: bodies and bearer tokens', async (t) => {
  const server = await startServer(t)
  const rows = [...booleans, ...bodies, ...bearers]
  await runRows(t, server, section, { rows, known: await signUp(server) })
  await t.test('differences', () => checkDifferences('Conventions: bodies and bearer tokens', rows))
})

test('tokens say what the old ones said, and live as long', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const access = claimsOf(ana.access)
  const refresh = claimsOf(ana.refresh)
  // A refresh token ends with its session, which began at the sign-in and not when the token was signed.
  for (const [claims, type, seconds, from] of [
    [access, 'access', 900, access.iat],
    [refresh, 'refresh', 604_800, access.auth_time],
  ] as const) {
    const { token_type: tokenType, exp, jti, sub, aud, iss } = claims
    const said = { tokenType, sub, aud, iss, lives: Number(exp) - Number(from) }
    assert.deepEqual(said, { tokenType: type, sub: ana.id, aud: 'kalosphere', iss: 'kalosphere-auth', lives: seconds })
    assert.match(String(jti), /^[\da-f-]{32,36}$/)
  }
  server.clock.advance({ seconds: 5 })
  assert.equal((await ana.renew()).status, 200)
  const renewed = claimsOf(ana.access)
  assert.notEqual(renewed.jti, access.jti)
  assert.notEqual(renewed.iat, access.iat)
})
