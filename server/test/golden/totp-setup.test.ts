import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeAt, toStepStart, wrongCode } from '../totp-clock.ts'
import {
  answerRows,
  blank,
  noCredentials,
  noNull,
  noText,
  profileOf,
  type Row,
  required,
  wrongMethod,
} from './session-row.ts'

const path = '/api/auth/mfa/totp/setup/'
const setup = { method: 'POST', path, heading: 'GET, POST /mfa/totp/setup/', page: 'differences-factors.md' }
const enabled = { detail: 'TOTP MFA enabled successfully.' }
const invalid = { token: ['Invalid TOTP token.'] }

type Enrolment = { secret: string; qr_code: string; backup_codes: string[]; uri: string }

async function begin(actor: Actor): Promise<Enrolment> {
  const { status, body, text } = await actor.client().get(path)
  assert.equal(status, 200, text)
  return body
}

function refused(name: string, body: unknown, answer: unknown): Row {
  return { name, ask: { body }, status: 400, answer }
}

/** Text, QR code and URI are what an authenticator app reads; the codes are eight capitals and digits each. */
function requireEnrolment({ email }: Actor): (answer: Answer) => void {
  return ({ body: { secret, qr_code, backup_codes, uri } }) => {
    assert.match(secret, /^[A-Z2-7]{32}$/)
    assert.equal(Buffer.from(qr_code, 'base64').subarray(1, 4).toString(), 'PNG')
    assert.equal(new Set(backup_codes).size, 10)
    for (const code of backup_codes) assert.match(code, /^[0-9A-Z]{8}$/)
    assert.equal(uri, `otpauth://totp/Kalosphere:${encodeURIComponent(email)}?secret=${secret}&issuer=Kalosphere`)
  }
}

test('GET mfa/totp/setup/', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await answerRows(t, server.client(), setup, [
    { name: 'GET no auth', ask: { method: 'GET' }, status: 401, answer: noCredentials },
  ])
  await answerRows(t, ana.client(), setup, [refused('POST before GET (no secret)', { token: '123456' }, invalid)])
  const first = await begin(ana)
  await answerRows(t, ana.client(), setup, [
    { name: 'GET', ask: { method: 'GET' }, status: 200, answer: first, check: requireEnrolment(ana) },
    {
      name: 'GET again',
      ask: { method: 'GET' },
      status: 200,
      answer: first,
      was: '200, the same secret with new backup codes',
    },
    { name: 'PUT', ask: { method: 'PUT', body: {} }, status: 405, answer: wrongMethod('PUT') },
  ])
})

test('POST mfa/totp/setup/: refusals', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { secret } = await begin(ana)
  await answerRows(t, ana.client(), setup, [
    refused('missing', {}, { token: required }),
    refused('blank', { token: '' }, { token: blank }),
    refused('null', { token: null }, { token: noNull }),
    refused('wrong', { token: wrongCode(server, secret) }, invalid),
    refused('7 digits', { token: '1234567' }, { token: ['Ensure this field has no more than 6 characters.'] }),
    refused('letters', { token: 'abcdef' }, invalid),
    { ...refused('int wrong', { token: 1 }, { token: noText }), was: '400 `Invalid TOTP token.`' },
    refused('bool', { token: true }, { token: noText }),
    refused('list', { token: [] }, { token: noText }),
    refused('array', [], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }),
    { name: 'malformed', ask: { raw: '{' }, status: 400, answer: { detail: /^JSON parse error - / } },
    refused('NUL', { token: '12\0' }, { token: ['Null characters are not allowed.'] }),
    refused('unicode digits', { token: '١٢٣٤٥٦' }, invalid),
  ])
  assert.equal((await ana.profile()).body.mfa_enabled, false)
})

/** Begins an enrolment and sends its code of another time. */
function shifted(server: TestServer, actor: Actor, seconds: number): () => Promise<{ body: { token: string } }> {
  return async () => {
    const { secret } = await begin(actor)
    toStepStart(server)
    return { body: { token: codeAt(server, secret, seconds) } }
  }
}

test('POST mfa/totp/setup/: the window of one step', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await answerRows(t, ana.client(), setup, [
    { name: '-60 s', ask: shifted(server, ana, -60), status: 400, answer: invalid },
    { name: '+60 s', ask: shifted(server, ana, 60), status: 400, answer: invalid },
    { name: '-30 s', ask: shifted(server, ana, -30), status: 200, answer: enabled },
    { name: '+30 s', ask: shifted(server, ana, 30), status: 200, answer: enabled },
  ])
})

test('POST mfa/totp/setup/: the end, and afterwards', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { secret } = await begin(ana)
  toStepStart(server)
  const token = codeAt(server, secret, 0)
  await answerRows(t, ana.client(), setup, [
    { name: 'ok', ask: { body: { token } }, status: 200, answer: enabled },
    { ...refused('same code again (replay)', { token }, invalid), was: '200' },
  ])
  const next = await begin(ana)
  assert.notEqual(next.secret, secret, 'the active secret is never shown again')
  await answerRows(t, ana.client(), setup, [
    {
      name: 'GET after it is enabled',
      ask: { method: 'GET' },
      status: 200,
      answer: next,
      was: '200, the active secret with new backup codes',
    },
    {
      name: 'with spaces',
      ask: { body: { token: ` ${codeAt(server, next.secret, 0)} ` } },
      status: 200,
      answer: enabled,
    },
    {
      name: 'profile',
      ask: { method: 'GET', path: '/api/auth/profile/' },
      status: 200,
      answer: { ...profileOf(ana), mfa_enabled: true },
    },
  ])
})
