import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, onAnotherDevice, registerVerified, signUp } from '../actors.ts'
import { goToFarHour } from '../attacks/far-hour.ts'
import { atOnce } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { keepPlaces } from '../keep-places.ts'
import { firstFactor, secondFactor, signUpWithTotp } from '../second-factor.ts'

const subject = 'New sign-in to your Kalosphere account'

async function mailsTo(server: TestServer, { email }: Actor): Promise<string[]> {
  return (await server.mailbox.to(email)).filter((mail) => mail.subject === subject).map(({ text }) => text)
}

test('a sign-in on a device that was not known is told by mail: when, where and on what', async (t) => {
  const server = await startServer(t, { TRUSTED_PROXIES: '127.0.0.1', GEOIP_FILE: keepPlaces(t, '192.0.2.0') })
  const ana = await signUp(server)
  const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
  await onAnotherDevice(server, ana).login({ 'user-agent': userAgent, 'x-forwarded-for': '192.0.2.7' })
  const [text = '', ...more] = await mailsTo(server, ana)
  assert.deepEqual(more, [])
  assert.match(text, /^When: \w+, \d+ \w+ \d{4} [\d:]+ UTC$/m)
  assert.match(text, /^Where: 192\.0\.2\.7 \(Berlin, Germany\)$/m)
  assert.match(text, /^On: Firefox on Linux$/m)
})

test('no mail of the first sign-in, nor of one on a known device', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  for (let i = 0; i < 3; i++) await ana.login()
  assert.deepEqual(await mailsTo(server, ana), [])
})

test('of two first sign-ins at once the second is told', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const both = [onAnotherDevice(server, ana), onAnotherDevice(server, ana)]
  await atOnce(2, (i) => both[i]?.login() ?? assert.fail())
  assert.equal((await mailsTo(server, ana)).length, 1)
})

test('a device that was removed is told of again, even when it was the only one', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const [{ id }] = (await ana.client().get('/api/auth/devices/')).body.results
  assert.equal((await ana.client().send('DELETE', `/api/auth/devices/${id}/`)).status, 200)
  await ana.login()
  assert.equal((await mailsTo(server, ana)).length, 1)
})

test('the first factor alone is no sign-in: the mail comes with the second', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const other = onAnotherDevice(server, ana)
  const ticket = await firstFactor(other)
  assert.deepEqual(await mailsTo(server, ana), [])
  assert.equal((await secondFactor(other, ticket, { code: ana.freshCode() })).status, 200)
  assert.equal((await mailsTo(server, ana)).length, 1)
})

test('the mail holds nothing that the one who signed in wrote', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { email, password } = ana
  const body = { email, password, device_name: 'Call +1 555 0100' }
  const headers = { 'user-agent': 'https://evil.example/1.0 (call +1 555 0100) ' }
  assert.equal((await server.client().post('/api/auth/login/', body, headers)).status, 200)
  const [text = ''] = await mailsTo(server, ana)
  // Three digits alone may stand in the token of the link.
  assert.doesNotMatch(text, /evil|\+1 555|555 0100/)
  assert.match(text, /^On: A device of a kind we do not know$/m)
})

test('a program that signs in anew each time sends its owner no more than 20 mails an hour', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  goToFarHour(server)
  for (let i = 0; i < 23; i++) await onAnotherDevice(server, ana).login()
  assert.equal((await mailsTo(server, ana)).length, 20)
})
