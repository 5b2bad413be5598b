import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { signUpWithTotp } from '../second-factor.ts'
import { wrongCode } from '../totp-clock.ts'
import { answerRows, blank, noCredentials, noNull, type Row, required, wrongMethod } from './session-row.ts'

const verify = {
  method: 'POST',
  path: '/api/auth/mfa/totp/verify/',
  heading: 'POST /mfa/totp/verify/',
  page: 'differences-factors.md',
}
const proved = { detail: 'TOTP verification successful.' }
const wrongToken = { non_field_errors: ['Invalid TOTP token.'] }
const wrongBackup = { non_field_errors: ['Invalid backup code.'] }

function refused(name: string, body: unknown, answer: unknown): Row {
  return { name, ask: { body }, status: 400, answer }
}

test('POST mfa/totp/verify/: codes of the app', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUpWithTotp(server), await signUp(server, 'ben')]
  await answerRows(t, server.client(), verify, [
    { name: 'no auth', ask: { body: { token: '1' } }, status: 401, answer: noCredentials },
  ])
  const token = ana.freshCode()
  await answerRows(t, ana.client(), verify, [
    refused('missing', {}, { token: required }),
    refused('wrong', { token: wrongCode(server, ana.secret) }, wrongToken),
    refused('7 chars', { token: '1234567' }, { token: ['Ensure this field has no more than 6 characters.'] }),
    { name: 'ok', ask: { body: { token } }, status: 200, answer: proved },
    { ...refused('replay', { token }, wrongToken), was: '200' },
    refused('array', [], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }),
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
  ])
  await answerRows(t, ben.client(), verify, [refused('user without a secret', { token: '123456' }, wrongToken)])
})

test('POST mfa/totp/verify/: backup codes', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const [alone, ignored, ...rest] = ana.backupCodes
  const lowered = rest.map((code) => code.toLowerCase()).find((code) => /[a-z]/.test(code))
  assert.ok(alone && ignored && lowered)
  const token = ana.freshCode()
  await answerRows(t, ana.client(), verify, [
    {
      name: 'backup_code without token',
      ask: { body: { backup_code: alone } },
      status: 200,
      answer: proved,
      was: '400, `token`: `This field is required.`',
    },
    {
      name: 'backup ok (token ignored)',
      ask: { body: { token: 'x', backup_code: ignored } },
      status: 200,
      answer: proved,
    },
    refused('backup reuse', { token: 'x', backup_code: ignored }, wrongBackup),
    refused('backup reuse with a right token', { token, backup_code: ignored }, wrongBackup),
    refused('backup lower-case', { token: 'x', backup_code: lowered }, wrongBackup),
    refused(
      'backup 9 chars',
      { token: 'x', backup_code: '123456789' },
      { backup_code: ['Ensure this field has no more than 8 characters.'] },
    ),
    refused('backup blank', { token, backup_code: '' }, { backup_code: blank }),
    refused('backup null', { token, backup_code: null }, { backup_code: noNull }),
  ])
  const { body } = await ana.client().get('/api/auth/mfa/')
  assert.equal(body.backup_codes_left, 8, 'what was refused used nothing up')
})
