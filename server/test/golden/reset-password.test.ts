import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, registerUnverified, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { signUpFixed } from './fixed-person.ts'
import {
  allDigits,
  answerRows,
  badBearer,
  badRefresh,
  blank,
  noNull,
  type Row,
  required,
  signedIn,
  tooCommon,
  tooShort,
  wrongMethod,
} from './session-row.ts'

const resetting = { method: 'POST', path: '/api/auth/reset-password/', heading: 'POST /reset-password/' }
const login = '/api/auth/login/'
const strong = 'N3w-passphrase'
const done = { detail: 'Password reset successfully.' }
const mismatch = { non_field_errors: ['Passwords do not match.'] }
const ended = { token: ['Invalid or expired token.'] }

async function newToken(server: TestServer, email: string): Promise<string> {
  const answer = await server.client().post('/api/auth/forgot-password/', { email })
  assert.equal(answer.status, 200, answer.text)
  return tokenIn(await server.mailbox.last(email))
}

const twice = (password: string) => ({ new_password: password, confirm_password: password })
const refused = (name: string, body: unknown, answer: unknown): Row => ({ name, ask: { body }, status: 400, answer })

test('POST /reset-password/: fields and tokens', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const superseded = await newToken(server, ana.email)
  const token = await newToken(server, ana.email)
  await answerRows(t, server.client(), resetting, [
    refused('empty', {}, { token: required, new_password: required, confirm_password: required }),
    refused('unknown token', { token: 'x', ...twice(strong) }, { token: ['Invalid token.'] }),
    refused('superseded token', { token: superseded, ...twice(strong) }, ended),
    refused('mismatch', { token, ...twice(strong), confirm_password: `${strong}x` }, mismatch),
    refused('blank token', { token: '', ...twice(strong) }, { token: blank }),
    refused('null token', { token: null, ...twice(strong) }, { token: noNull }),
    refused('missing confirm', { token, new_password: strong }, { confirm_password: required }),
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
  ])
  server.clock.advance({ minutes: 61 })
  await answerRows(t, server.client(), resetting, [
    refused('expired token', { token, ...twice(strong) }, ended),
    refused('by code, without the code', { email: ana.email, ...twice(strong) }, { code: required }),
  ])
  assert.equal((await ana.login()).status, 200, 'the old password stands')
})

test('POST /reset-password/: weak passwords', async (t) => {
  const server = await startServer(t)
  const fp = await signUpFixed(server)
  const token = await newToken(server, fp.email)
  const weak = (name: string, password: string, faults: readonly string[]): Row =>
    refused(name, { token, ...twice(password) }, { new_password: faults })
  const all = [tooShort, tooCommon, allDigits]
  await answerRows(t, server.client(), resetting, [
    weak('weak: short (Ab1!xyz)', 'Ab1!xyz', [tooShort]),
    weak('weak: numeric (83749261048)', '83749261048', [allDigits]),
    weak('weak: common (password)', 'password', [tooCommon]),
    weak('weak: all (123456)', '123456', all),
    refused('weak: blank', { token, ...twice('') }, { new_password: blank, confirm_password: blank }),
    {
      ...weak('weak: similar to e-mail (fp@example.com)', fp.email, ['The password is too similar to the email.']),
      was: '200',
    },
    refused('weak + unknown token', { token: 'x', ...twice('123') }, { token: ['Invalid token.'], new_password: all }),
    refused('weak + mismatch', { token, ...twice('123'), confirm_password: '456' }, { new_password: all }),
  ])
})

test('POST /reset-password/: a reset, and what it ends', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const token = await newToken(server, ana.email)
  await lockOut(server, ana)
  const signIn = { path: login, body: { email: ana.email, password: strong } }
  await answerRows(t, server.client(), resetting, [
    { name: 'ok', ask: { body: { token, ...twice(strong) } }, status: 200, answer: done },
    refused('token again', { token, ...twice(strong) }, ended),
    {
      name: 'locked account stays locked after reset',
      ask: signIn,
      status: 200,
      answer: signedIn(ana),
      was: '423 Account is locked due to multiple failed login attempts.',
    },
    { name: 'login with the new password', ask: signIn, status: 200, answer: signedIn(ana) },
    {
      name: 'old access token after reset',
      ask: { method: 'GET', path: '/api/auth/profile/', headers: { authorization: `Bearer ${ana.access}` } },
      status: 401,
      answer: badBearer(),
      was: '200 with the profile',
    },
    {
      name: 'old refresh token after reset',
      ask: { path: '/api/auth/refresh/', body: { refresh: ana.refresh } },
      status: 401,
      answer: badRefresh('Token is blacklisted'),
      was: '200 with a new pair',
    },
  ])
})

/** By a stranger, whose failures count apart from those of the person's own devices. */
async function lockOut(server: TestServer, { email }: Actor): Promise<void> {
  for (let failure = 1; failure <= 5; failure++) await server.client().post(login, { email, password: 'wrong' })
  const answer = await server.client().post(login, { email, password: 'wrong' })
  assert.equal(answer.status, 423, answer.text)
}

test('POST /reset-password/: more resets that are good', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const open = await registerUnverified(server, 'open')
  const reset = (name: string, email: string, body: (token: string) => Record<string, unknown>): Row => ({
    name,
    ask: async () => ({ body: body(await newToken(server, email)) }),
    status: 200,
    answer: done,
  })
  const spaced = ` ${strong} `
  await answerRows(t, server.client(), resetting, [
    reset('same password as before', ana.email, (token) => ({ token, ...twice(ana.password) })),
    {
      ...reset('spaces trimmed', ana.email, (token) => ({
        token: ` ${token} `,
        ...twice(strong),
        new_password: spaced,
      })),
      status: 400,
      answer: mismatch,
      was: '200',
    },
    reset('spaces around the token trimmed, those of the password kept', ana.email, (token) => {
      return { token: ` ${token} `, ...twice(spaced) }
    }),
    reset('unverified user', open.email, (token) => ({ token, ...twice(strong) })),
  ])
  const opened = await server.client().post(login, { email: open.email, password: strong })
  assert.equal(opened.status, 200, 'the mailed link proved the address')
  assert.equal((await server.client().post(login, { email: ana.email, password: strong })).status, 401)
  assert.equal((await server.client().post(login, { email: ana.email, password: spaced })).status, 200)
})
