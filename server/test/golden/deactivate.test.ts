import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { answerRows, badRefresh, noCredentials, noNull, type Row, required, wrongMethod } from './session-row.ts'

const deactivating = { method: 'POST', path: '/api/auth/deactivate-account/', heading: 'POST /deactivate-account/' }
const password = 'Corr3ct-horse!'
const incorrect = ['Password is incorrect.']
const notConfirmed = ['You must confirm account deactivation.']
const badFlag = ['Must be a valid boolean.']
const inactive = { detail: 'User is inactive', code: 'user_inactive' }

test('POST /deactivate-account/: refusals', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const refused = (name: string, body: unknown, answer: unknown): Row => ({ name, ask: { body }, status: 400, answer })
  const confirm = (value: unknown) => ({ password, confirm_deactivation: value })
  await answerRows(t, server.client(), deactivating, [
    { name: 'no auth', ask: { body: {} }, status: 401, answer: noCredentials },
  ])
  await answerRows(t, ana.client(), deactivating, [
    refused('empty', {}, { password: required, confirm_deactivation: required }),
    refused('wrong password', { ...confirm(true), password: 'x' }, { password: incorrect }),
    refused('false', confirm(false), { confirm_deactivation: notConfirmed }),
    refused(
      'both wrong',
      { ...confirm(false), password: 'x' },
      { password: incorrect, confirm_deactivation: notConfirmed },
    ),
    refused('not a boolean', confirm('maybe'), { confirm_deactivation: badFlag }),
    refused('null', confirm(null), { confirm_deactivation: noNull }),
    refused('missing confirm', { password }, { confirm_deactivation: required }),
    refused('list', confirm([]), { confirm_deactivation: badFlag }),
    {
      name: 'form without the flag',
      ask: { form: { password } },
      status: 400,
      answer: { confirm_deactivation: notConfirmed },
    },
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
  ])
  assert.equal((await ana.profile()).status, 200, 'the account is as it was')
})

test('POST /deactivate-account/: the end, and afterwards', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { email } = ana
  await answerRows(t, ana.client(), deactivating, [
    {
      name: "ok ('true' as a string)",
      ask: { body: { password, confirm_deactivation: 'true' } },
      status: 200,
      answer: { detail: 'Account deactivated successfully.' },
    },
    { name: 'again', ask: { body: { password, confirm_deactivation: true } }, status: 401, answer: inactive },
    {
      name: 'profile afterwards',
      ask: { method: 'GET', path: '/api/auth/profile/' },
      status: 401,
      answer: inactive,
    },
    {
      name: 'refresh afterwards',
      ask: { path: '/api/auth/refresh/', body: { refresh: ana.refresh } },
      status: 401,
      answer: badRefresh('Token is blacklisted'),
      was: '200 with a new pair',
    },
    {
      name: 'login afterwards',
      ask: { path: '/api/auth/login/', body: { email, password } },
      status: 401,
      answer: { detail: 'Invalid credentials.' },
      was: '200, signed in',
    },
  ])
  const mails = (await server.mailbox.to(email)).length
  await answerRows(t, server.client(), deactivating, [
    {
      name: 'forgot-password afterwards',
      ask: { path: '/api/auth/forgot-password/', body: { email } },
      status: 200,
      answer: { detail: 'Password reset email sent.' },
      was: '200, and a mail',
    },
  ])
  assert.equal((await server.mailbox.to(email)).length, mails, 'no link for an account that is switched off')
})
