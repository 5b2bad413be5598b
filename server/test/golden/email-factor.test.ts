import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { codeIn } from '../mailbox.ts'
import { mailAbout } from '../recover.ts'
import { answerRows, noCredentials, type Row, required, wrongMethod } from './session-row.ts'

const page = 'differences-factors.md'
const setup = { method: 'POST', path: '/api/auth/mfa/email/setup/', heading: 'POST /mfa/email/setup/', page }
const verify = { method: 'POST', path: '/api/auth/mfa/email/verify/', heading: 'POST /mfa/email/verify/', page }
const sent = { detail: 'Verification code sent to your email.' }
const wrongCode = { non_field_errors: ['Invalid code.'] }

function refused(name: string, body: unknown, answer: unknown): Row {
  return { name, ask: { body }, status: 400, answer }
}

test('POST mfa/email/setup/', async (t) => {
  const server = await startServer(t)
  const ben = await signUp(server, 'ben')
  await answerRows(t, server.client(), setup, [{ name: 'no auth', status: 401, answer: noCredentials }])
  await answerRows(t, ben.client(), setup, [
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
    { name: 'ok', status: 200, answer: sent },
    { name: 'ok with body', ask: { body: { x: 1 } }, status: 200, answer: sent },
    {
      name: 'malformed body',
      ask: { raw: '{' },
      status: 400,
      answer: { detail: /^JSON parse error - / },
      was: '200 `Verification code sent to your email.`',
    },
  ])
  const mails = (await server.mailbox.to(ben.email)).filter((mail) => /\d{6}/.test(mail.text))
  assert.equal(mails.at(-1)?.subject, 'Your Kalosphere verification code')
})

test('POST mfa/email/verify/', async (t) => {
  const server = await startServer(t)
  const ben = await signUp(server, 'ben')
  await ben.client().post(setup.path)
  const code = codeIn(await mailAbout(server, ben.email, 'verification code'))
  const other = code === '000000' ? '111111' : '000000'
  await answerRows(t, server.client(), verify, [
    { name: 'no auth', ask: { body: {} }, status: 401, answer: noCredentials },
  ])
  await answerRows(t, ben.client(), verify, [
    { ...refused('empty', {}, { code: required }), was: '400, `code` and `code_type`: `This field is required.`' },
    refused('wrong', { code: other, code_type: 'email' }, wrongCode),
    {
      name: 'ok',
      ask: { body: { code, code_type: 'email' } },
      status: 200,
      answer: { detail: 'Email MFA enabled successfully.' },
    },
    refused('reuse', { code, code_type: 'email' }, wrongCode),
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
    {
      name: 'login with email_mfa_enabled',
      ask: { path: '/api/auth/login/', body: { email: ben.email, password: ben.password } },
      status: 403,
      answer: { detail: 'A second factor is required.', mfa_token: /^[\w-]{40,}$/, methods: ['email'] },
      was: '200 with tokens',
    },
  ])
})
