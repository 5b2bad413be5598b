import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { deactivateAccount } from '../../src/accounts/switch-account.ts'
import { registerUnverified, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { accessSigner, forge, secondsFromNow } from './forged-token.ts'
import { badToken, checkDifferences, type GoldenRow, runRows, type Send } from './golden-row.ts'

const section = { method: 'GET', path: '/verify-email/' }

type Known = {
  /** Of one address, not verified yet. */
  token: string
  /** Of another, for the method that the old service did not have. */
  otherToken: string
  /** Mailed to an account that was switched off before it was used. */
  deactivatedToken: string
  /** Mailed more than `EMAIL_VERIFICATION_LIFETIME` ago. */
  expiredToken: string
  access: string
  refresh: string
  /** An old service's verification token, signed by this service's key. */
  claiming: (claims: Record<string, unknown>) => string
}

const invalid = { detail: 'Invalid or expired token' }
const missing = { detail: 'Token missing' }

const query = (token: string): Send => ({ path: `${section.path}?token=${encodeURIComponent(token)}` })
const asBearer = (token: string): Send => ({ path: '/profile/', headers: { authorization: `Bearer ${token}` } })

function refused(name: string, send: GoldenRow<Known>['send'], was?: string): GoldenRow<Known> {
  return { case: name, send, status: 400, body: invalid, ...(was === undefined ? {} : { was }) }
}

const rows: readonly GoldenRow<Known>[] = [
  { case: 'token missing', send: {}, status: 400, body: missing },
  { case: 'token empty', send: { path: '/verify-email/?token=' }, status: 400, body: missing },
  refused('garbage', query('abc')),
  refused('tampered', ({ token }) => query(`${token.slice(0, -2)}xx`)),
  refused('normal access token', ({ access }) => query(access), '400 `Invalid token type`'),
  refused('refresh token', ({ refresh }) => query(refresh)),
  refused('expired', ({ expiredToken }) => query(expiredToken)),
  refused('wrong aud', ({ claiming }) => query(claiming({ aud: 'somebody-else' }))),
  refused('wrong iss', ({ claiming }) => query(claiming({ iss: 'somebody-else' }))),
  refused('no sub', ({ claiming }) => query(claiming({ sub: undefined })), '400 `Invalid token payload`'),
  refused('sub not a UUID', ({ claiming }) => query(claiming({ sub: 'abc' })), '400 `Invalid token payload`'),
  refused('sub unknown', ({ claiming }) => query(claiming({ sub: randomUUID() })), '404 `User not found`'),
  refused('sub int', ({ claiming }) => query(claiming({ sub: 5 })), '500'),
  {
    case: 'POST',
    send: ({ otherToken }) => ({ method: 'POST', body: { token: otherToken } }),
    status: 200,
    body: { detail: 'Email successfully verified' },
    was: '405',
  },
  {
    case: 'bad bearer + valid token',
    send: ({ token }) => ({ ...query(token), headers: { authorization: 'Bearer garbage' } }),
    status: 401,
    body: badToken,
  },
  {
    case: 'verification token used as access token (unverified user)',
    send: ({ token }) => asBearer(token),
    status: 401,
    body: badToken,
    was: '200, the profile',
  },
  {
    case: 'HEAD (HEAD /verify-email/)',
    send: ({ token }) => ({ ...query(token), method: 'HEAD' }),
    status: 200,
    was: '200, and the address was verified',
  },
  // The answer shows that the row before has changed nothing.
  {
    case: 'ok',
    send: ({ token }) => query(token),
    status: 200,
    body: { detail: 'Email successfully verified' },
  },
  { case: 'again', send: ({ token }) => query(token), status: 200, body: { detail: 'Email already verified' } },
  {
    case: 'verification token used as access token (after verification)',
    send: ({ token }) => asBearer(token),
    status: 401,
    body: badToken,
    was: '200, the profile',
  },
  refused(
    'deactivated + unverified',
    ({ deactivatedToken }) => query(deactivatedToken),
    '200, and the account was active again',
  ),
]

async function mailedToken(server: TestServer, name: string): Promise<{ id: string; token: string }> {
  const { id, email } = await registerUnverified(server, name)
  return { id, token: tokenIn(await server.mailbox.last(email)) }
}

async function prepare(server: TestServer): Promise<Known> {
  const { token: expiredToken } = await mailedToken(server, 'eve')
  server.clock.advance({ hours: 25 })
  const { token } = await mailedToken(server, 've')
  const { token: otherToken } = await mailedToken(server, 'other')
  const { id, token: deactivatedToken } = await mailedToken(server, 'dora')
  await server.app.transaction((tx) => deactivateAccount(server.app, tx, undefined, { accountId: id, by: 'operator' }))
  const { access, refresh } = await signUp(server)
  const signer = await accessSigner(server)
  const claiming: Known['claiming'] = (claims) => {
    const exp = secondsFromNow(server, 3600)
    const old = { type: 'email_verification', exp, sid: undefined, email: undefined, ...claims }
    return forge(access, signer, { header: { typ: 'JWT' }, claims: old })
  }
  return { token, otherToken, deactivatedToken, expiredToken, access, refresh, claiming }
}

test('verify-email', async (t) => {
  const server = await startServer(t)
  const known = await prepare(server)
  await runRows(t, server, section, { rows, known })
  await t.test('differences', () => checkDifferences('Verify e-mail', rows))
})

test('a browser that opens the address uses nothing up', async (t) => {
  const server = await startServer(t)
  const { token } = await mailedToken(server, 'bea')
  const path = `/api/auth/verify-email/?token=${token}`
  const page = await server.client().get(path, { accept: 'text/html,*/*', 'sec-fetch-mode': 'navigate' })
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
  assert.match(page.text, /<form[^>]*method="?post/i)
  const answer = await server.client().get(path)
  assert.deepEqual([answer.status, answer.body], [200, { detail: 'Email successfully verified' }])
})

test('the mailed link points at the pages, and the mail has a code too', async (t) => {
  const server = await startServer(t, { FRONTEND_URL: 'https://app.example.com' })
  const { email } = await registerUnverified(server)
  const mail = await server.mailbox.last(email)
  assert.match(mail.text, /https:\/\/app\.example\.com\/verify-email\?token=[\w~.-]+/)
  assert.equal(mail.subject, 'Verify your Kalosphere account')
  assert.match(codeIn(mail), /^\d{6}$/)
})
