import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServer } from '../harness.ts'
import { firstFactor, secondFactor, signUpWithTotp } from '../second-factor.ts'
import { answerRows, noCredentials, wrongMethod } from './session-row.ts'

const disable = {
  method: 'POST',
  path: '/api/auth/mfa/totp/disable/',
  heading: 'POST /mfa/totp/disable/',
  page: 'differences-factors.md',
}
const disabled = { detail: 'TOTP MFA disabled successfully.' }
const badJson = { detail: /^JSON parse error - / }

test('POST mfa/totp/disable/', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  await answerRows(t, server.client(), disable, [{ name: 'no auth', status: 401, answer: noCredentials }])
  await answerRows(t, ana.client(), disable, [
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
    { name: 'malformed body', ask: { raw: '{' }, status: 400, answer: badJson, was: '200' },
    { name: 'ok, no body, no code, no password', status: 200, answer: disabled },
    { name: 'again', ask: { body: {} }, status: 200, answer: disabled },
  ])
  assert.equal((await ana.profile()).body.mfa_enabled, false)
})

test('POST mfa/totp/disable/: no code, in a session that did not prove the factor', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  await secondFactor(ana, await firstFactor(ana), { code: ana.freshCode(), remember_device: true })
  assert.equal((await ana.login()).status, 200)
  await answerRows(t, ana.client(), disable, [
    {
      name: 'ok, no body, no code, no password: without a fresh proof of the factor',
      status: 403,
      answer: { detail: /./ },
      was: '200',
    },
  ])
  assert.equal((await ana.profile()).body.mfa_enabled, true)
})
