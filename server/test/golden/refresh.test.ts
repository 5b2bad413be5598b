import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Actor, registerUnverified, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { claimsOf, forge, nobodySigns, publicKeySigner, refreshSigner, secondsFromNow } from './forged-token.ts'
import {
  answerRows,
  badRefresh,
  blank,
  noNull,
  noText,
  type Row,
  required,
  tokenPair,
  wrongMethod,
} from './session-row.ts'

const refreshing = { method: 'POST', path: '/api/auth/refresh/', heading: 'POST /refresh/' }
const invalid = badRefresh('Token is invalid or expired')
const wrongType = badRefresh('Token has wrong type')
const blacklisted = badRefresh('Token is blacklisted')
const pairBefore = '200 with a new pair'

test('POST /refresh/: bodies', async (t) => {
  const server = await startServer(t)
  await answerRows(t, server.client(), refreshing, [
    { name: 'missing', ask: { body: {} }, status: 400, answer: { refresh: required } },
    { name: 'blank', ask: { body: { refresh: '' } }, status: 400, answer: { refresh: blank } },
    { name: 'null', ask: { body: { refresh: null } }, status: 400, answer: { refresh: noNull } },
    {
      name: 'int',
      ask: { body: { refresh: 5 } },
      status: 400,
      answer: { refresh: noText },
      was: '401 Token is invalid or expired',
    },
    { name: 'bool', ask: { body: { refresh: true } }, status: 400, answer: { refresh: noText } },
    { name: 'list', ask: { body: { refresh: [] } }, status: 400, answer: { refresh: noText } },
    { name: 'garbage', ask: { body: { refresh: 'abc' } }, status: 401, answer: invalid },
    { name: 'form', ask: { form: { refresh: 'x' } }, status: 401, answer: invalid },
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
    {
      name: 'bad bearer ignored',
      ask: { body: {}, headers: { authorization: 'Bearer abc' } },
      status: 400,
      answer: { refresh: required },
    },
  ])
})

test('POST /refresh/: tokens that are not what they should be', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const ben = await registerUnverified(server, 'ben')
  const mailed = tokenIn(await server.mailbox.last(ben.email))
  await answerRows(t, server.client(), refreshing, await refusedTokens(server, ana, mailed))
  assert.equal((await ana.renew()).status, 200, 'none of them touched the session')
})

async function refusedTokens(server: TestServer, ana: Actor, mailed: string): Promise<Row[]> {
  const publicKey = await publicKeySigner(server)
  const refused = (name: string, refresh: string, answer: unknown, was?: string): Row => {
    return { name, ask: { body: { refresh } }, status: 401, answer, ...(was === undefined ? {} : { was }) }
  }
  const claims = (changed: Record<string, unknown>) => forge(ana.refresh, refreshSigner(server), { claims: changed })
  return [
    refused('access token', ana.access, wrongType),
    refused('verification token', mailed, invalid, '401 Token has wrong type'),
    refused('expired', claims({ exp: secondsFromNow(server, -1) }), invalid),
    refused('no exp', claims({ exp: undefined }), badRefresh("Token has no 'exp' claim")),
    refused('no jti', claims({ jti: undefined }), badRefresh('Token has no id'), '500'),
    refused('no token_type', claims({ token_type: undefined }), badRefresh('Token has no type')),
    refused('wrong aud', claims({ aud: 'another' }), invalid),
    refused('no aud', claims({ aud: undefined }), invalid),
    refused('wrong iss', claims({ iss: 'another' }), invalid),
    refused('HS256 signed with the public key', forge(ana.refresh, publicKey, {}), invalid),
    refused('alg none', forge(ana.refresh, nobodySigns, { header: { alg: 'none' } }), invalid),
    refused('unknown user', claims({ sub: randomUUID(), sid: randomUUID() }), blacklisted, pairBefore),
    refused('one of the former service, by its header', claims({ sid: undefined, gen: undefined }), invalid),
  ]
}

test('POST /refresh/: tokens that are good', async (t) => {
  const server = await startServer(t)
  const [ana, bea, cleo] = [await signUp(server), await signUp(server, 'bea'), await signUp(server, 'cleo')]
  const forged = (of: Actor, claims: Record<string, unknown>): string =>
    forge(of.refresh, refreshSigner(server), { claims })
  await answerRows(t, server.client(), refreshing, [
    {
      name: 'jti never issued, valid signature',
      ask: { body: { refresh: forged(bea, { jti: randomUUID() }) } },
      status: 200,
      answer: tokenPair,
    },
    {
      name: 'extra claims are copied to the access token',
      ask: { body: { refresh: forged(cleo, { extra: 1, roles: ['admin'] }) } },
      status: 200,
      answer: tokenPair,
      was: '200, the claims copied',
      check: ({ body }) => {
        const { extra, roles } = claimsOf(body.access)
        assert.deepEqual([extra, roles], [undefined, []])
      },
    },
    { name: 'with spaces around', ask: { body: { refresh: ` ${ana.refresh} ` } }, status: 200, answer: tokenPair },
  ])
})

test('POST /refresh/: rotation', async (t) => {
  const server = await startServer(t)
  const [ana, bea] = [await signUp(server), await signUp(server, 'bea')]
  const [first, firstOfBea] = [ana.refresh, bea.refresh]
  const later = (refresh: () => string) => () => {
    server.clock.advance({ seconds: 31 })
    return { body: { refresh: refresh() } }
  }
  await answerRows(t, server.client(), refreshing, [
    {
      name: 'ok',
      ask: { body: { refresh: first } },
      status: 200,
      answer: tokenPair,
      check: ({ body }) => {
        const [before, after] = [claimsOf(first), claimsOf(body.refresh)]
        assert.notEqual(after.jti, before.jti)
        assert.notEqual(claimsOf(body.access).jti, after.jti)
        assert.equal(Number(after.exp) - Number(after.iat), 7 * 86_400)
        ana.refresh = body.refresh
      },
    },
    { name: 'reuse of the rotated token', ask: later(() => first), status: 401, answer: blacklisted },
    {
      name: 'its successor still works after reuse',
      ask: () => ({ body: { refresh: ana.refresh } }),
      status: 401,
      answer: blacklisted,
      was: pairBefore,
    },
    { name: 'ok, of another', ask: { body: { refresh: firstOfBea } }, status: 200, answer: tokenPair },
    {
      name: 'reuse of the rotated token within the grace',
      ask: { body: { refresh: firstOfBea } },
      status: 200,
      answer: tokenPair,
      was: '401 Token is blacklisted',
    },
  ])
})

test('POST /refresh/: the person behind the token', async (t) => {
  const server = await startServer(t)
  const [ana, bea, cleo] = [await signUp(server), await signUp(server, 'bea'), await signUp(server, 'cleo')]
  await server.app.db.deleteFrom('account').where('id', '=', ana.id).execute()
  const leave = { password: bea.password, confirm_deactivation: true }
  assert.equal((await bea.client().post('/api/auth/deactivate-account/', leave)).status, 200)
  // Switched off beside the service, with a session that is still open and a rotation that is still within its grace.
  const dora = await signUp(server, 'dora')
  const rotated = dora.refresh
  assert.equal((await dora.renew()).status, 200)
  await server.app.db.updateTable('account').set({ is_active: false }).where('id', '=', dora.id).execute()
  const refused = { status: 401, answer: blacklisted, was: pairBefore }
  await answerRows(t, server.client(), refreshing, [
    { name: 'user deleted', ask: { body: { refresh: ana.refresh } }, ...refused },
    { name: 'user deactivated', ask: { body: { refresh: bea.refresh } }, ...refused },
    { name: 'user deactivated', ask: { body: { refresh: rotated } }, ...refused },
    { name: 'user deactivated', ask: { body: { refresh: dora.refresh } }, ...refused },
    {
      name: 'expired, by the clock',
      ask: () => {
        server.clock.advance({ days: 7, minutes: 1 })
        return { body: { refresh: cleo.refresh } }
      },
      status: 401,
      answer: invalid,
    },
  ])
})

test('POST /refresh/: four at once are one rotation', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const send = () => server.client().post(refreshing.path, { refresh: ana.refresh })
  const answers = await Promise.all([send(), send(), send(), send()])
  const generations = answers.map(({ status, body }) => [status, claimsOf(body.refresh).gen])
  assert.deepEqual(generations, Array(4).fill([200, 2]))
})
