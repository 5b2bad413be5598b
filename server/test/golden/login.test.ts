import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccount } from '../../src/accounts/create-account.ts'
import { type Actor, registerUnverified, registerVerified, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { firstFactor, signUpWithTotp } from '../second-factor.ts'
import { badToken, checkDifferences, type GoldenRow, runRows, type Send } from './golden-row.ts'

const section = { method: 'POST', path: '/login/' }
const password = 'Corr3ct-horse!'

type Known = { server: TestServer; login: Actor; lock: Actor; gone: Actor; unverified: string; without: string }
type Row = GoldenRow<Known>

const required = { detail: 'Email and password are required.' }
const wrong = { detail: 'Invalid credentials.' }
const unverified = { detail: 'Email not verified. Please verify your email.' }
const locked = { detail: 'Account is locked due to multiple failed login attempts.' }
const refusedThen = '401 `Invalid credentials.`'
const notText = ['Not a valid string.']
const noNul = ['Null characters are not allowed.']
const noSurrogate = ['Surrogate characters are not allowed: U+D800.']

function signedIn({ email, username }: { email: string; username: string }): unknown {
  const user = { id: '<uuid>', email, username, mfa_enabled: false }
  return { access: '<access JWT>', refresh: '<refresh JWT>', user }
}

function signsIn(name: string, send: (known: Known) => Send, was?: string): Row {
  const row: Row = { case: name, send, status: 200, body: ({ login }: Known) => signedIn(login) }
  return was === undefined ? row : { ...row, was }
}

function answers(name: string, send: Row['send'], [status, body]: [number, unknown], was?: string): Row {
  return { case: name, send, status, body, ...(was === undefined ? {} : { was }) }
}

const notDictionary = (kind: string) => ({
  non_field_errors: [`Invalid data. Expected a dictionary, but got ${kind}.`],
})

/** The body of a sign-in to the account `login`, changed in some members. */
function as(change: Record<string, unknown> | ((login: Actor) => Record<string, unknown>)): (known: Known) => Send {
  return ({ login }) => {
    const changed = typeof change === 'function' ? change(login) : change
    return { body: { email: login.email, password, ...changed } }
  }
}

const requests: readonly Row[] = [
  signsIn('ok', as({})),
  answers('empty', { body: {} }, [400, required]),
  answers('no email', { body: { password: 'x' } }, [400, required]),
  answers('no password', as({ password: undefined }), [400, required]),
  answers('null password', as({ password: null }), [400, required]),
  answers('blank', { body: { email: '', password: '' } }, [400, required]),
  answers('password 0', as({ password: 0 }), [400, required]),
  answers('password false', as({ password: false }), [400, required]),
  answers('unknown email', as({ email: 'nobody@example.com' }), [401, wrong]),
  answers('not an email', as({ email: 'abc' }), [401, wrong]),
  signsIn(
    'other case',
    as(({ email }) => ({ email: email.toUpperCase() })),
    refusedThen,
  ),
  signsIn(
    'domain other case',
    as(({ email }) => ({ email: email.replace('example', 'EXAMPLE') })),
    refusedThen,
  ),
  answers(
    'leading space',
    as(({ email }) => ({ email: ` ${email}` })),
    [401, wrong],
  ),
  answers('email int', as({ email: 5 }), [400, { email: notText }], refusedThen),
  answers(
    'email list',
    as(({ email }) => ({ email: [email] })),
    [400, { email: notText }],
    refusedThen,
  ),
  answers('email object', as({ email: { a: 1 } }), [400, { email: notText }], refusedThen),
  answers('email bool', as({ email: true }), [400, { email: notText }], refusedThen),
  answers('email NUL', as({ email: 'a\0@x.y' }), [400, { email: noNul }], '500'),
  answers('email surrogate', { body: { email: '\ud800', password: 'x' } }, [400, { email: noSurrogate }], '500'),
  answers('password int', as({ password: 12345 }), [400, { password: notText }], refusedThen),
  answers('password list', as({ password: ['x'] }), [400, { password: notText }], refusedThen),
  answers('password object', as({ password: { a: 1 } }), [400, { password: notText }], refusedThen),
  answers('password surrogate', as({ password: '\ud800' }), [400, { password: noSurrogate }], '500'),
  signsIn('ok resets counter', as({})),
  answers('int password equal to the string', as({ password: 8374926104871 }), [400, { password: notText }], '200'),
  answers('array body', { body: [] }, [400, notDictionary('list')], '500'),
  answers('array body 2', { body: ['a'] }, [400, notDictionary('list')], '500'),
  answers('string body', { raw: '"x"' }, [400, notDictionary('str')], '500'),
  answers('text/plain', { raw: 'x', headers: { 'content-type': 'text/plain' } }, [
    415,
    { detail: 'Unsupported media type "text/plain" in request.' },
  ]),
  signsIn('form', ({ login }) => ({ form: { email: login.email, password } })),
  signsIn('bad bearer ignored', (known) => ({ ...as({})(known), headers: { authorization: 'Bearer garbage' } })),
  answers('GET', { method: 'GET' }, [405, { detail: 'Method "GET" not allowed.' }]),
]

const tries = (email: string, given: string): Send => ({ body: { email, password: given } })
const profileOf = ({ access }: Actor): Send => ({
  method: 'GET',
  path: '/profile/',
  headers: { authorization: `Bearer ${access}` },
})
const refreshOf = ({ refresh }: Actor): Send => ({ path: '/refresh/', body: { refresh } })

const profile = ({ lock: { email, username } }: Known) => ({
  id: '<uuid>',
  email,
  username,
  is_email_verified: true,
  mfa_enabled: false,
  email_mfa_enabled: false,
  is_phone_verified: false,
  created_at: '<instant>',
  updated_at: '<instant>',
})

const locking: readonly Row[] = [
  ...[1, 2, 3, 4, 5].map((at) =>
    answers(`wrong password #${at}`, ({ lock }) => tries(lock.email, `wrong-${at}`), [401, wrong]),
  ),
  {
    ...answers('wrong password #6', ({ lock }) => tries(lock.email, 'wrong-6'), [423, locked]),
    headers: { 'retry-after': /^\d+$/ },
  },
  answers('locked, right password', ({ lock }) => tries(lock.email, password), [423, locked]),
  answers('locked user, existing access token', ({ lock }) => profileOf(lock), [200, profile]),
  answers('locked user, refresh', ({ lock }) => refreshOf(lock), [
    200,
    { access: '<access JWT>', refresh: '<refresh JWT>' },
  ]),
  answers(
    'after the lock expired: wrong',
    ({ server, lock }) => {
      server.clock.advance({ minutes: 31 })
      return tries(lock.email, 'w')
    },
    [401, wrong],
  ),
  answers('after the lock expired: right', ({ lock }) => tries(lock.email, password), [
    200,
    ({ lock }: Known) => signedIn(lock),
  ]),
  answers('locked without end', exhausted, [423, locked]),
]

/** A hundred wrong passwords with no right one between: no time ends this lock, only a reset by mail. */
async function exhausted({ server, lock }: Known): Promise<Send> {
  const client = server.client()
  const attempt = tries(lock.email, 'wrong').body
  for (let at = 1; at <= 100; at++) {
    const { status } = await client.post('/api/auth/login/', attempt)
    assert.equal(status, 401, 'each is looked at')
    if (at % 5 === 0) server.clock.advance({ minutes: 31 })
  }
  return tries(lock.email, password)
}

const states: readonly Row[] = [
  answers('unverified, right password', (known) => tries(known.unverified, password), [401, unverified]),
  answers(
    'unverified, wrong password',
    (known) => tries(known.unverified, 'nope'),
    [401, wrong],
    '401 `Email not verified. …`',
  ),
  answers('deactivated user', ({ gone }) => tries(gone.email, password), [401, wrong], '200'),
  answers('deactivated user: access token from that login', ({ gone }) => profileOf(gone), [
    401,
    { detail: 'User is inactive', code: 'user_inactive' },
  ]),
  answers(
    'deactivated user: refresh',
    ({ gone }) => refreshOf(gone),
    [401, { detail: 'Token is blacklisted', code: 'token_not_valid' }],
    '200',
  ),
  answers('user without usable password', ({ without }) => tries(without, 'x'), [401, wrong]),
]

const spaced = `  ${password}  `
const spaces: readonly GoldenRow<{ email: string; username: string; verify: () => Promise<void> }>[] = [
  {
    case: 'user whose password was registered with surrounding spaces: as typed',
    send: ({ email }) => tries(email, spaced),
    status: 401,
    body: unverified,
  },
  {
    case: '... verified, as typed',
    send: async ({ email, verify }) => {
      await verify()
      return tries(email, spaced)
    },
    status: 200,
    body: signedIn,
    was: '401 `Invalid credentials.`',
  },
  { case: '... trimmed', send: ({ email }) => tries(email, password), status: 401, body: wrong, was: '200' },
]

/** Its sign-in ends with a ticket, which is no token for anything else. */
const secondFactor: readonly GoldenRow<{ email: string; ticket: string }>[] = [
  {
    case: 'user with TOTP enabled',
    send: ({ email }) => tries(email, password),
    status: 403,
    body: { detail: 'A second factor is required.', mfa_token: '<ticket>', methods: ['totp', 'backup_code'] },
    was: '200 with tokens',
  },
  {
    case: 'its access token',
    send: ({ ticket }) => ({ method: 'GET', path: '/profile/', headers: { authorization: `Bearer ${ticket}` } }),
    status: 401,
    body: badToken,
    was: '200, the profile',
  },
  {
    case: '... can disable TOTP',
    send: ({ ticket }) => ({ path: '/mfa/totp/disable/', headers: { authorization: `Bearer ${ticket}` } }),
    status: 401,
    body: badToken,
    was: '200',
  },
]

async function prepare(server: TestServer): Promise<Known> {
  const login = await registerVerified(server, 'login')
  const lock = await signUp(server, 'lock')
  const gone = await signUp(server, 'gone')
  const body = { password, confirm_deactivation: true }
  const deactivated = await gone.client().post('/api/auth/deactivate-account/', body)
  assert.equal(deactivated.status, 200, deactivated.text)
  const { email } = await registerUnverified(server, 'unv')
  const without = { email: 'without@example.com', username: 'without', verified: true }
  await server.app.transaction((tx) => createAccount(server.app, tx, without))
  return { server, login, lock, gone, unverified: email, without: without.email }
}

test('login', async (t) => {
  const server = await startServer(t)
  const known = await prepare(server)
  const rows = [...requests, ...states, ...locking]
  await runRows(t, server, section, { rows, known })
  await t.test('differences', () => checkDifferences('Login', [...rows, ...spaces, ...secondFactor]))
})

test('a password with surrounding spaces', async (t) => {
  const server = await startServer(t)
  const person = { email: 'trim@example.com', username: 'trim', password: spaced }
  assert.equal((await server.client().post('/api/auth/register/', person)).status, 201)
  const verify = async () => {
    const token = tokenIn(await server.mailbox.last(person.email))
    await server.client().post('/api/auth/verify-email/', { token })
  }
  await runRows(t, server, section, { rows: spaces, known: { ...person, verify } })
})

test('user with TOTP enabled', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const known = { email: ana.email, ticket: await firstFactor(ana) }
  await runRows(t, server, section, { rows: secondFactor, known })
})
