import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { forge, refreshSigner, secondsFromNow } from './forged-token.ts'
import { answerRows, badBearer, badRefresh, noText, tokenPair, wrongMethod } from './session-row.ts'

const signingOut = { method: 'POST', path: '/api/auth/logout/', heading: 'POST /logout/' }
const invalid = { detail: 'Invalid token' }
const missing = { detail: 'Refresh token required' }
const blacklisted = badRefresh('Token is blacklisted')
const bodyBefore = '205 with a JSON body'
const oldRefresh = (refresh: string) => ({ path: '/api/auth/refresh/', body: { refresh } })

test('POST /logout/: refusals', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const expired = forge(ana.refresh, refreshSigner(server), { claims: { exp: secondsFromNow(server, -1) } })
  await answerRows(t, ana.client(), signingOut, [
    { name: 'missing refresh', ask: { body: {} }, status: 400, answer: missing },
    { name: 'null', ask: { body: { refresh: null } }, status: 400, answer: missing },
    { name: 'garbage', ask: { body: { refresh: 'abc' } }, status: 400, answer: invalid },
    {
      name: 'int',
      ask: { body: { refresh: 5 } },
      status: 400,
      answer: { refresh: noText },
      was: '400 {"detail":"Invalid token"}',
    },
    { name: 'access token given', ask: { body: { refresh: ana.access } }, status: 400, answer: invalid },
    { name: 'expired refresh', ask: { body: { refresh: expired } }, status: 400, answer: invalid },
    {
      name: 'array body',
      ask: { body: [] },
      status: 400,
      answer: { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] },
      was: '500',
    },
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
  ])
  assert.equal((await ana.profile()).status, 200, 'none of them ended the session')
})

test('POST /logout/: signing out', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await answerRows(t, ana.client(), signingOut, [
    { name: 'ok', ask: { body: { refresh: ana.refresh } }, status: 205, answer: undefined, was: bodyBefore },
    { name: 'again', ask: { body: { refresh: ana.refresh } }, status: 400, answer: invalid },
    { name: 'refresh after logout', ask: oldRefresh(ana.refresh), status: 401, answer: blacklisted },
    {
      name: 'access token after logout',
      ask: { method: 'GET', path: '/api/auth/profile/' },
      status: 401,
      answer: badBearer(),
      was: '200 with the profile',
    },
  ])
})

test("POST /logout/: another person's token", async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  await answerRows(t, ana.client(), signingOut, [
    {
      name: "someone else's refresh token",
      ask: { body: { refresh: ben.refresh } },
      status: 400,
      answer: invalid,
      was: bodyBefore,
    },
    {
      name: '... is revoked',
      ask: oldRefresh(ben.refresh),
      status: 200,
      answer: tokenPair,
      was: '401 Token is blacklisted',
    },
  ])
  assert.equal((await ben.profile()).status, 200)
})

test('POST /logout/: without an access token', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const there = onAnotherDevice(server, ana)
  assert.equal((await there.login()).status, 200)
  const was = '401 Authentication credentials were not provided.'
  await answerRows(t, server.client(), signingOut, [
    { name: 'no auth', ask: { body: { refresh: ana.refresh } }, status: 205, answer: undefined, was },
    { name: 'GET no auth', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET'), was },
  ])
  assert.equal((await ana.profile()).status, 401)
  assert.equal((await there.profile()).status, 200, 'one session ends, not all of them')
})
