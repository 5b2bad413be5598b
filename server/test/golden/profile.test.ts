import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, registerUnverified, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { startServer, type TestServer } from '../harness.ts'
import {
  answerRows,
  blank,
  noCredentials,
  noNull,
  noText,
  profileOf,
  type Row,
  requireOrder,
  wrongMethod,
} from './session-row.ts'

const patching = { method: 'PATCH', path: '/api/auth/profile/', heading: 'GET, PATCH /profile/' }
const notHere = ['This field cannot be changed here.']
const badEmail = ['Enter a valid email address.']
const badFlag = ['Must be a valid boolean.']
const changedBefore = '200, changed'

test('PATCH /profile/: what is kept and what is changed', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { email, username } = ana
  const renamed = (name: string, ask: NonNullable<Row['ask']>, to: string): Row => {
    const answer = profileOf({ ...ana, username: to })
    return { name, ask, status: 200, answer, check: ({ body }) => requireOrder(body, answer) }
  }
  const kept = (name: string, ask: NonNullable<Row['ask']> = {}): Row => renamed(name, ask, username)
  const ignored = {
    id: 'x',
    created_at: '2020-01-01T00:00:00Z',
    zzz: 1,
    is_staff: true,
    is_superuser: true,
    is_active: false,
    password: 'x',
    totp_secret: 'x',
  }
  await answerRows(t, ana.client(), patching, [
    kept('GET', { method: 'GET' }),
    kept('PATCH empty', { body: {} }),
    kept('PATCH no body'),
    kept('PATCH id, created_at, unknown (ignored)', { body: ignored }),
    kept('PATCH is_email_verified true', { body: { is_email_verified: true } }),
    kept('PATCH mfa_enabled false', { body: { mfa_enabled: false } }),
    kept('PATCH own values', { body: { username, email } }),
    kept('PATCH the whole object', async () => ({ body: (await ana.profile()).body })),
    renamed('PATCH username', { body: { username: 'prof2' } }, 'prof2'),
    renamed('PATCH form', { form: { username: 'prof3' } }, 'prof3'),
  ])
})

test('PATCH /profile/: values that have a procedure of their own', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const other = await registerUnverified(server, 'alice')
  const refused = (name: string, body: Record<string, unknown>, was = changedBefore): Row => {
    const answer = Object.fromEntries(Object.keys(body).map((field) => [field, notHere]))
    return { name, ask: { body }, status: 400, answer, was }
  }
  await answerRows(t, ana.client(), patching, [
    refused('PATCH email', { email: 'New@EXAMPLE.org' }),
    refused('PATCH is_email_verified false', { is_email_verified: false }),
    refused('PATCH mfa_enabled true', { mfa_enabled: true }),
    refused('PATCH email_mfa_enabled true', { email_mfa_enabled: true }),
    refused('PATCH is_phone_verified true', { is_phone_verified: true }),
    refused('PATCH bool as string', { mfa_enabled: 'yes' }),
    refused('PATCH dup email', { email: other.email }, '400 user with this email already exists.'),
  ])
  assert.deepEqual((await server.mailbox.to('New@example.org')).length, 0)
  const { body } = await ana.profile()
  assert.deepEqual([body.email, body.mfa_enabled, body.email_mfa_enabled], [ana.email, false, false])
})

test('PATCH /profile/: refusals', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const alice = await registerUnverified(server, 'alice')
  const refused = (name: string, body: Record<string, unknown>, answer: unknown): Row => {
    return { name, ask: { body }, status: 400, answer }
  }
  const taken = ['user with this username already exists.']
  await answerRows(t, ana.client(), patching, [
    refused('PATCH bool invalid', { mfa_enabled: 'maybe' }, { mfa_enabled: badFlag }),
    refused('PATCH bool null', { mfa_enabled: null }, { mfa_enabled: noNull }),
    refused('PATCH bool 2', { mfa_enabled: 2 }, { mfa_enabled: badFlag }),
    refused('PATCH bad email', { email: 'x' }, { email: badEmail }),
    refused('PATCH blank email', { email: '' }, { email: blank }),
    refused('PATCH null email', { email: null }, { email: noNull }),
    refused('PATCH blank username', { username: '' }, { username: blank }),
    refused(
      'PATCH username 51',
      { username: 'a'.repeat(51) },
      { username: ['Ensure this field has no more than 50 characters.'] },
    ),
    refused('PATCH dup username', { username: alice.username }, { username: taken }),
    refused('PATCH dup username, other case', { username: alice.username.toUpperCase() }, { username: taken }),
    refused('PATCH username type', { username: ['a'] }, { username: noText }),
    refused('PATCH two errors', { username: '', email: 'x' }, { email: badEmail, username: blank }),
  ])
  assert.deepEqual((await ana.profile()).body.username, ana.username)
})

test('/profile/: methods', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const options = {
    status: 204,
    answer: undefined,
    check: ({ headers }: Answer) => {
      assert.deepEqual(headers.get('allow')?.split(', ').toSorted(), ['GET', 'HEAD', 'OPTIONS', 'PATCH'])
    },
  }
  await answerRows(t, ana.client(), patching, [
    { name: 'PUT', ask: { method: 'PUT', body: {} }, status: 405, answer: wrongMethod('PUT') },
    { name: 'DELETE', ask: { method: 'DELETE' }, status: 405, answer: wrongMethod('DELETE') },
    { name: 'HEAD', ask: { method: 'HEAD' }, status: 200, answer: undefined },
    { name: 'OPTIONS', ask: { method: 'OPTIONS' }, ...options, was: '200 with a description' },
  ])
  await answerRows(t, server.client(), patching, [
    { name: 'POST no auth', ask: { method: 'POST', body: {} }, status: 401, answer: noCredentials },
    { name: 'PATCH no auth', ask: { body: {} }, status: 401, answer: noCredentials },
    { name: 'OPTIONS no auth', ask: { method: 'OPTIONS' }, ...options, was: '401' },
  ])
})

test('/profile/: times, and a person whose address is not verified', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const before: string = (await ana.profile()).body.updated_at
  server.clock.advance({ seconds: 1 })
  const renewed = await ana.client().send('PATCH', patching.path, { body: {} })
  assert.ok(renewed.body.updated_at > before, 'an empty change is a change')
  await setAccount(server, ana, { created_at: new Date('2024-01-01T00:00:00Z'), email_verified_at: null })
  await answerRows(t, ana.client(), patching, [
    {
      name: 'GET microsecond 0 timestamps',
      ask: { method: 'GET' },
      status: 200,
      answer: { ...profileOf(ana), is_email_verified: false, created_at: /^2024-01-01T00:00:00\.000Z$/ },
      was: '200, times without a fraction',
    },
    {
      name: 'self-verify: unverified user PATCHes is_email_verified',
      ask: { body: { is_email_verified: true } },
      status: 400,
      answer: { is_email_verified: notHere },
      was: changedBefore,
    },
  ])
})

type State = { created_at: Date; email_verified_at: Date | null }

function setAccount({ app }: TestServer, { id }: Actor, state: State): Promise<unknown> {
  return app.db.updateTable('account').set(state).where('id', '=', id).execute()
}
