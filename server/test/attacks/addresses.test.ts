import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerVerified } from '../actors.ts'
import type { Answer } from '../client.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { auditOf } from '../records.ts'
import { goToFarHour } from './far-hour.ts'
import { sendRaw } from './raw-http.ts'
import { headerOf } from './refusals.ts'

const limited = { RATELIMIT_ENABLE: 'True' }
const behindProxy = { ...limited, TRUSTED_PROXIES: '127.0.0.0/8,10.0.0.0/8' }
/** Sends one counted request. @returns how much the caller's budget still holds, after this request */
async function left(server: TestServer, ...forwarded: readonly string[]): Promise<number | undefined> {
  const answer = await sendRaw(server.origin, {
    line: 'POST /api/auth/forgot-password/',
    headers: ['Content-Type: application/json', ...forwarded.map((value) => `X-Forwarded-For: ${value}`)],
    body: '{"email":"nobody@example.com"}',
  })
  assert.ok(answer.status === 200 || answer.status === 429, answer.text)
  return answer.status === 429 ? undefined : Number(/;r=(\d+)/.exec(headerOf(answer, 'ratelimit') ?? '')?.[1])
}

test('attacks 33 and 85: without trusted proxies a caller counts by the socket, whatever X-Forwarded-For says', async (t) => {
  const server = await startServer(t, limited)
  goToFarHour(server)
  const ask = (i: number): Promise<Answer> => {
    const forged = {
      'x-forwarded-for': `203.0.113.${i % 250}, 198.51.100.${i % 250}`,
      'x-real-ip': `192.0.2.${i % 250}`,
      forwarded: `for=192.0.2.${i % 250}`,
      'x-client-ip': `192.0.2.${i % 250}`,
      'cf-connecting-ip': `192.0.2.${i % 250}`,
    }
    return server.client(forged).post('/api/auth/forgot-password/', { email: 'nobody@example.com' })
  }
  assert.deepEqual(tally(await atOnce(300, ask)), { 200: 60, 429: 240 })
  const refused = await ask(1)
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
  assert.equal(refused.body.error, 'rate_limited')
})

test('attack 33: behind trusted proxies the right-most hop that is not one of them counts', async (t) => {
  const server = await startServer(t, behindProxy)
  goToFarHour(server)
  assert.equal(await left(server, '203.0.113.7'), 59)
  assert.equal(await left(server, '203.0.113.7, 10.0.0.9'), 58, 'a trusted hop is passed over')
  assert.equal(await left(server, '6.6.6.6, 203.0.113.7'), 57, 'what the caller wrote itself stands further left')
  assert.equal(await left(server, '6.6.6.6', '203.0.113.7, 10.1.2.3'), 56, 'two headers are one list')
  assert.equal(await left(server, '203.0.113.7, 203.0.113.8'), 59, 'an untrusted hop ends the walk')
})

test('attack 34: a hop that is no address never becomes a value of the caller’s choosing', async (t) => {
  const server = await startServer(t, behindProxy)
  goToFarHour(server)
  const junk = [
    ...['a', '', ' ', 'unknown', '_hidden', '203.0.113.7:80', '[2001:db8::1]', '[2001:db8::1]:80', '"203.0.113.7"'],
    ...['203.0.113', '203.0.113.256', '0x7f.1', '2130706433', '01.02.03.04', '203.0.113.7%25', 'for=203.0.113.7'],
    ...['203.0.113.7\t;', ',,,', 'a'.repeat(10_000), Array(3000).fill('a').join(), '<script>', "' or 1=1"],
  ]
  for (const [i, hop] of junk.entries()) {
    assert.equal(await left(server, hop), 59 - i, `${hop.slice(0, 40)} counts for the proxy itself`)
  }
})

test('attack 35: one IPv6 network is one caller in all its spellings, and another is another', async (t) => {
  const server = await startServer(t, behindProxy)
  goToFarHour(server)
  const same = [
    ...['2001:db8:1:2::1', '2001:DB8:1:2:0:0:0:1', '2001:0db8:0001:0002::ffff', '2001:db8:1:2:a:b:c:d'],
    ...['2001:db8:1:2::203.0.113.7'],
  ]
  for (const [i, hop] of same.entries()) assert.equal(await left(server, hop), 59 - i, hop)
  assert.equal(await left(server, '2001:db8:1:3::1'), 59)
})

test('attack 36: IPv4 written as IPv6 is the IPv4 address, and two of them are two callers', async (t) => {
  const server = await startServer(t, behindProxy)
  goToFarHour(server)
  assert.equal(await left(server, '203.0.113.7'), 59)
  assert.equal(await left(server, '::ffff:203.0.113.7'), 58)
  assert.equal(await left(server, '::FFFF:cb00:7107'), 57)
  assert.equal(await left(server, '::ffff:203.0.113.8'), 59)
  assert.equal(
    await left(server, '203.0.113.9, ::ffff:10.0.0.1'),
    59,
    'a trusted proxy is trusted in that spelling too',
  )
})

test('the record of a failed sign-in names the address that the limits count', async (t) => {
  const cases: readonly (readonly [settings: Record<string, string>, forwarded: string, ip: string])[] = [
    [{}, '6.6.6.6', '127.0.0.1'],
    [{ TRUSTED_PROXIES: '127.0.0.1' }, '6.6.6.6, 203.0.113.7', '203.0.113.7'],
    [{ TRUSTED_PROXIES: '127.0.0.1' }, '::ffff:203.0.113.7', '203.0.113.7'],
    [{ TRUSTED_PROXIES: '127.0.0.1' }, '2001:DB8:0:0::1', '2001:db8::1'],
    [{ TRUSTED_PROXIES: '127.0.0.1' }, 'no address\t<b>', '127.0.0.1'],
    [{ TRUSTED_PROXIES: '192.0.2.1' }, '203.0.113.7', '127.0.0.1'],
  ]
  for (const [settings, forwarded, ip] of cases) {
    const server = await startServer(t, settings)
    const ana = await registerVerified(server)
    const headers = { 'x-forwarded-for': forwarded }
    await server.client(headers).post('/api/auth/login/', { email: ana.email, password: 'wrong' })
    const failed = (await auditOf(server.app, ana.id)).find(({ name }) => name === 'sign_in.failed')
    assert.equal(failed?.ip, ip, forwarded)
    const { refresh } = (await ana.login(headers)).body
    assert.ok(refresh)
    const session = await server.app.db.selectFrom('session').select('ip').executeTakeFirstOrThrow()
    assert.equal(session.ip, ip, forwarded)
  }
})
