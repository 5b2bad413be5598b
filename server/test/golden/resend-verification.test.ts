import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerUnverified, registerVerified } from '../actors.ts'
import { startServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { checkDifferences, type GoldenRow, runRows } from './golden-row.ts'

const section = { method: 'POST', path: '/resend-verification/' }

/** Addresses: of an account that waits for its verification, and of a verified one. */
type Known = { waiting: string; verified: string }

const required = { detail: 'Email is required' }
const resent = { detail: 'Verification email resent' }
const notFound = '404 `User not found`'

function faulty(name: string, email: unknown, message: string, was: string): GoldenRow<Known> {
  return { case: name, send: { body: { email } }, status: 400, body: { email: [message] }, was }
}

const rows: readonly GoldenRow<Known>[] = [
  { case: 'missing', send: { body: {} }, status: 400, body: required },
  { case: 'blank', send: { body: { email: '' } }, status: 400, body: required },
  { case: 'null', send: { body: { email: null } }, status: 400, body: required },
  { case: 'unknown', send: { body: { email: 'nobody@example.com' } }, status: 200, body: resent, was: notFound },
  { case: 'not an e-mail', send: { body: { email: 'zzz' } }, status: 200, body: resent, was: notFound },
  faulty('int', 5, 'Not a valid string.', notFound),
  faulty('list', ['a'], 'Not a valid string.', notFound),
  faulty('object', { a: 1 }, 'Not a valid string.', notFound),
  faulty('NUL', 'a\0', 'Null characters are not allowed.', '500'),
  {
    case: 'array body',
    send: { body: [] },
    status: 400,
    body: { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] },
    was: '500',
  },
  {
    case: 'already verified',
    send: ({ verified }) => ({ body: { email: verified } }),
    status: 200,
    body: resent,
    was: '400 `Email already verified`',
  },
  {
    case: 'other case',
    send: ({ waiting }) => ({ body: { email: waiting.toUpperCase() } }),
    status: 200,
    body: resent,
    was: notFound,
  },
  { case: 'ok', send: ({ waiting }) => ({ body: { email: waiting } }), status: 200, body: resent },
  { case: 'ok form', send: ({ waiting }) => ({ form: { email: waiting } }), status: 200, body: resent },
  {
    case: 'GET',
    send: { method: 'GET' },
    status: 405,
    body: { detail: 'Method "GET" not allowed.' },
    headers: { allow: 'POST, OPTIONS' },
  },
]

test('resend-verification', async (t) => {
  const server = await startServer(t)
  const { email: waiting } = await registerUnverified(server, 'uv')
  const { email: verified } = await registerVerified(server, 'vera')
  await runRows(t, server, section, { rows, known: { waiting, verified } })
  await t.test('differences', () => checkDifferences('Resend verification', rows))
})

test('only an account that waits for its verification is mailed, and by any spelling of its address', async (t) => {
  const server = await startServer(t)
  const { email: waiting } = await registerUnverified(server, 'uv')
  const { email: verified } = await registerVerified(server, 'vera')
  const before = (await server.mailbox.all()).length
  const first = tokenIn(await server.mailbox.last(waiting))
  for (const email of ['nobody@example.com', verified, waiting.toUpperCase()]) {
    await server.client().post('/api/auth/resend-verification/', { email })
  }
  assert.equal((await server.mailbox.all()).length, before + 1)
  const second = tokenIn(await server.mailbox.last(waiting))
  assert.notEqual(second, first)
  const answer = await server.client().get(`/api/auth/verify-email/?token=${second}`)
  assert.equal(answer.status, 200)
})

test('a mail server that is down fails no request', async (t) => {
  const settings = { EMAIL_BACKEND: 'smtp', EMAIL_HOST: '127.0.0.1', EMAIL_PORT: '1' }
  const server = await startServer(t, settings)
  const { email } = await registerUnverified(server)
  const answer = await server.client().post('/api/auth/resend-verification/', { email })
  assert.deepEqual([answer.status, answer.body], [200, resent])
})
