import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { startServer } from '../harness.ts'
import { answerRows, noCredentials, type Row, wrongMethod } from './session-row.ts'

const usual = { heading: 'Paths and methods under /mfa/', page: 'differences-factors.md' }
/** Of each path what it allows, and what a POST with nothing of use in its body gets. */
const paths: readonly [path: string, allow: string, posted: readonly [status: number, answer: unknown]][] = [
  ['totp/setup', 'GET, HEAD, POST, OPTIONS', [400, { token: ['This field is required.'] }]],
  ['totp/verify', 'POST, OPTIONS', [400, { token: ['This field is required.'] }]],
  ['totp/disable', 'POST, OPTIONS', [200, { detail: 'TOTP MFA disabled successfully.' }]],
  ['sms/setup', 'POST, OPTIONS', [400, { phone_number: ['This field is required.'] }]],
  ['sms/verify', 'POST, OPTIONS', [400, { code: ['This field is required.'] }]],
  ['email/setup', 'POST, OPTIONS', [200, { detail: 'Verification code sent to your email.' }]],
  ['email/verify', 'POST, OPTIONS', [400, { code: ['This field is required.'] }]],
]

function allows(allow: string) {
  return ({ headers }: Answer): void => assert.equal(headers.get('allow'), allow)
}

for (const [name, allow, [status, answer]] of paths) {
  test(`methods of mfa/${name}/, and the path without its slash`, async (t) => {
    const server = await startServer(t)
    const ana = await signUp(server)
    const path = `/api/auth/mfa/${name}/`
    const bare = path.slice(0, -1)
    const options = { ask: { method: 'OPTIONS' }, status: 204, answer: undefined, check: allows(allow) }
    const withoutSlash = (row: Omit<Row, 'was'>): Row => ({ ...row, was: '301' })
    await answerRows(t, server.client(), { ...usual, method: 'POST', path }, [
      { name: 'OPTIONS no auth', ...options, was: '401' },
      { name: 'DELETE no auth', ask: { method: 'DELETE' }, status: 401, answer: noCredentials },
    ])
    const shown = allow.startsWith('GET') ? (await ana.client().get(path)).body : undefined
    await answerRows(t, ana.client(), { ...usual, method: 'POST', path }, [
      { name: 'OPTIONS', ...options, was: '200, a description of the endpoint' },
      { name: 'DELETE', ask: { method: 'DELETE' }, status: 405, answer: wrongMethod('DELETE'), check: allows(allow) },
      { name: 'PUT', ask: { method: 'PUT', body: {} }, status: 405, answer: wrongMethod('PUT') },
      withoutSlash({
        name: 'GET without slash',
        ask: { method: 'GET', path: bare },
        ...(shown ? { status: 200, answer: shown } : { status: 405, answer: wrongMethod('GET') }),
      }),
      withoutSlash({ name: 'POST without slash', ask: { path: bare, body: { a: 1 } }, status, answer }),
    ])
  })
}
