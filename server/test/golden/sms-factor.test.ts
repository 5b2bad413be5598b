import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn } from '../mailbox.ts'
import { mailAbout } from '../recover.ts'
import { goToFarDay, otherCode, someNumber, textedCode } from '../texts.ts'
import { answerRows, blank, noCredentials, noNull, noText, type Row, required, wrongMethod } from './session-row.ts'

const page = 'differences-factors.md'
const setup = { method: 'POST', path: '/api/auth/mfa/sms/setup/', heading: 'POST /mfa/sms/setup/', page }
const verify = { method: 'POST', path: '/api/auth/mfa/sms/verify/', heading: 'POST /mfa/sms/verify/', page }
const sent = { detail: 'SMS code sent to your phone number.' }
const verified = { detail: 'Phone number verified successfully.' }
const noFormat = { phone_number: ['Invalid phone number format.'] }
const noNumber = { phone_number: ['Invalid phone number.'] }
const wrongCode = { non_field_errors: ['Invalid code.'] }
const noList = { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }
const badJson = { detail: /^JSON parse error - / }

function refused(name: string, body: unknown, answer: unknown): Row {
  return { name, ask: { body }, status: 400, answer }
}

function number(name: string, phone_number: unknown, answer: unknown): Row {
  return refused(name, { phone_number }, answer)
}

test('POST mfa/sms/setup/: refusals', async (t) => {
  const server = await startServer(t)
  const ben = await signUp(server, 'ben')
  await answerRows(t, server.client(), setup, [
    { name: 'no auth', ask: { body: {} }, status: 401, answer: noCredentials },
  ])
  await answerRows(t, ben.client(), setup, [
    refused('missing', {}, { phone_number: required }),
    number('blank', '', { phone_number: blank }),
    number('null', null, { phone_number: noNull }),
    number('text', 'abc', noFormat),
    number('national format', '0301234567', noFormat),
    number('+ only', '+', noFormat),
    number('bad country', '+9991234567', noFormat),
    number('too short', '+1', noFormat),
    number('impossible', '+1234567890', noNumber),
    number('555', '+15555555555', noNumber),
    number('21 chars', `+${'1234567890'.repeat(2)}1`, {
      phone_number: ['Ensure this field has no more than 20 characters.'],
    }),
    { ...number('int', 14155552671, { phone_number: noText }), was: '400 `Invalid phone number format.`' },
    number('bool', true, { phone_number: noText }),
    number('list', [], { phone_number: noText }),
    refused('array', [], noList),
    { name: 'malformed', ask: { raw: '{' }, status: 400, answer: badJson },
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
  ])
  await server.settle()
  assert.deepEqual(server.app.texter.sent, [], 'and nothing is sent')
})

test('POST mfa/sms/setup/: numbers', async (t) => {
  const server = await startServer(t)
  goToFarDay(server)
  const ben = await signUp(server, 'ben')
  const accepted = (name: string, phone_number: string): Row => {
    return { name, ask: { body: { phone_number } }, status: 200, answer: sent }
  }
  await answerRows(t, ben.client(), setup, [
    accepted('ok', '+14155552671'),
    accepted('ok formatted', '+1 (415) 555-2671'),
    accepted('ok de', '+4930123456'),
    accepted('tel uri', 'tel:+14155552671'),
  ])
  await server.settle()
  const numbers = server.app.texter.sent?.map(({ to }) => to)
  assert.deepEqual(new Set(numbers), new Set(['+14155552671', '+4930123456']), 'in one form, however they are written')
})

/** Asks for a code and reads the text. */
async function askForCode(server: TestServer, actor: Actor): Promise<string> {
  const phone_number = someNumber()
  const asked = await actor.client().post(setup.path, { phone_number })
  assert.equal(asked.status, 200, asked.text)
  return textedCode(server, phone_number)
}

test('POST mfa/sms/verify/: refusals', async (t) => {
  const server = await startServer(t)
  goToFarDay(server)
  const ben = await signUp(server, 'ben')
  const code = await askForCode(server, ben)
  const other = otherCode(code)
  const noChoice = (kind: string) => ({ code_type: [`"${kind}" is not a valid choice.`] })
  await answerRows(t, server.client(), verify, [
    { name: 'no auth', ask: { body: {} }, status: 401, answer: noCredentials },
  ])
  await answerRows(t, ben.client(), verify, [
    { ...refused('empty', {}, { code: required }), was: '400, `code` and `code_type`: `This field is required.`' },
    { ...refused('code only', { code: '1' }, wrongCode), was: '400, `code_type`: `This field is required.`' },
    refused('bad type', { code: '123456', code_type: 'push' }, noChoice('push')),
    refused('null type', { code: '123456', code_type: null }, { code_type: noNull }),
    refused('blank type', { code: '123456', code_type: '' }, noChoice('')),
    {
      ...refused('list type', { code: '123456', code_type: ['sms'] }, { code_type: noText }),
      was: '400 `"[\'sms\']" is not a valid choice.`',
    },
    refused('wrong', { code: other, code_type: 'sms' }, wrongCode),
    refused(
      '11 chars',
      { code: '12345678901', code_type: 'sms' },
      { code: ['Ensure this field has no more than 10 characters.'] },
    ),
    refused('blank code', { code: '', code_type: 'sms' }, { code: blank }),
    {
      ...refused('right code, other type', { code, code_type: 'email' }, noChoice('email')),
      was: '400 `Invalid code.`',
    },
    { ...refused('int code', { code: Number(other), code_type: 'sms' }, { code: noText }), was: '400 `Invalid code.`' },
    refused('array', [], noList),
    { name: 'malformed', ask: { raw: '{' }, status: 400, answer: badJson },
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
  ])
  assert.equal((await ben.profile()).body.is_phone_verified, false)
})

test('POST mfa/sms/verify/: codes', async (t) => {
  const server = await startServer(t)
  goToFarDay(server)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  const anas = await askForCode(server, ana)
  const bens = await askForCode(server, ben)
  await answerRows(t, ben.client(), verify, [
    { name: 'ok', ask: { body: { code: bens, code_type: 'sms' } }, status: 200, answer: verified },
    refused('reuse', { code: bens, code_type: 'sms' }, wrongCode),
  ])
  assert.equal((await ben.profile()).body.is_phone_verified, true)
  const foreign = await askForCode(server, ben)
  await answerRows(t, ana.client(), verify, [
    // One time in a million both have the same code.
    refused("another user's code", { code: foreign === anas ? otherCode(anas) : foreign, code_type: 'sms' }, wrongCode),
    {
      name: 'expired',
      ask: () => {
        server.clock.advance({ minutes: 5, seconds: 1 })
        return { body: { code: anas, code_type: 'sms' } }
      },
      status: 400,
      answer: wrongCode,
      was: '400 `Invalid or expired code.`',
    },
  ])
  assert.equal((await ana.profile()).body.is_phone_verified, false)
})

test('POST mfa/sms/verify/: one live code', async (t) => {
  const server = await startServer(t)
  goToFarDay(server)
  const ana = await signUp(server)
  const [older, newer] = [await askForCode(server, ana), await askForCode(server, ana)]
  await ana.client().post('/api/auth/mfa/email/setup/')
  const mailed = codeIn(await mailAbout(server, ana.email, 'verification code'))
  const live = server.app.db.selectFrom('proof').select('id').where('purpose', '=', 'confirm_sms_factor')
  const none = live.where('superseded_at', 'is', null).where('consumed_at', 'is', null)
  await answerRows(t, ana.client(), verify, [
    {
      ...refused(
        'older code still good',
        { code: older === newer ? otherCode(newer) : older, code_type: 'sms' },
        wrongCode,
      ),
      was: '200',
    },
    {
      ...refused('two live rows with the same code', { code: otherCode(newer, older), code_type: 'sms' }, wrongCode),
      was: '500',
      check: async () => assert.equal((await none.execute()).length, 1, 'there are never two'),
    },
    {
      ...refused(
        'e-mail code verifies the phone',
        { code: mailed, code_type: 'email' },
        {
          code_type: ['"email" is not a valid choice.'],
        },
      ),
      was: '200',
      check: async () => {
        const answer = await ana.client().post(verify.path, { code: mailed === newer ? otherCode(newer) : mailed })
        assert.deepEqual([answer.status, answer.body.non_field_errors], [400, ['Invalid code.']])
      },
    },
  ])
  assert.equal((await ana.profile()).body.is_phone_verified, false)
  assert.equal((await ana.client().post(verify.path, { code: newer })).status, 200)
})
