import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startWorker } from '../../src/worker.ts'
import { signUp } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import { makeCli } from '../cli/run-cli.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { goToFarDay, someNumber } from '../texts.ts'
import { startTwilio, type TwilioError, textsBy } from '../twilio-server.ts'
import { until } from '../until.ts'

const setup = '/api/auth/mfa/sms/setup/'

async function start(t: TestContext) {
  const twilio = await startTwilio(t)
  const server = await startServer(t, { ...textsBy(twilio.origin), LOG_LEVEL: 'trace' })
  goToFarDay(server)
  return { twilio, server }
}

const textRows = ({ app }: TestServer) => app.db.selectFrom('outbox').selectAll().where('topic', '=', 'text').execute()

/** Asks for a code by text; the request is answered whatever Twilio does. */
async function askForCode(server: TestServer): Promise<string> {
  const ana = await signUp(server)
  const number = someNumber()
  const answer = await ana.client().post(setup, { phone_number: number })
  assert.deepEqual([answer.status, answer.body], [200, { detail: 'SMS code sent to your phone number.' }])
  return number
}

test('a code by text goes through Twilio, and works', async (t) => {
  const { twilio, server } = await start(t)
  const ana = await signUp(server)
  const phone_number = someNumber()
  assert.equal((await ana.client().post(setup, { phone_number })).status, 200)
  assert.equal(twilio.asked(), 0, 'not within the request')
  await server.settle()
  const [{ To, Body = '' } = {}] = twilio.taken
  assert.equal(To, phone_number)
  const code = /^\d{6}/.exec(Body)?.[0]
  assert.equal((await ana.client().post('/api/auth/mfa/sms/verify/', { code, code_type: 'sms' })).status, 200)
  assert.deepEqual(await textRows(server), [])
})

test('a Twilio that hangs holds no request', async (t) => {
  const { twilio, server } = await start(t)
  twilio.be('hang')
  const worker = startWorker(server.app)
  atEnd(t, () => worker.stop())
  const numbers = [await askForCode(server)]
  await until('the text at Twilio', () => (twilio.asked() > 0 ? true : undefined))
  numbers.push(await askForCode(server))
  await signUp(server, 'ben')
  assert.deepEqual(twilio.taken, [], 'all of them were answered before Twilio')
  twilio.be('take')
  twilio.release()
  // Twilio may have been given up on meanwhile, and asked again.
  const missing = () => numbers.filter((number) => !twilio.taken.some(({ To }) => To === number))
  await until('the texts', () => (missing().length === 0 ? true : undefined))
})

/** Nothing of the message is in the log, in words of ours or of anybody else. */
function requireSilence(server: TestServer, number: string): void {
  assert.ok(
    server.log.some((line) => line.includes('Twilio: ')),
    'the log has its line',
  )
  const telling = server.log.filter((line) => line.includes(number) || /\d{6} is your/.test(line))
  assert.deepEqual(telling, [])
}

for (const code of [21211, 21614] satisfies TwilioError[]) {
  test(`a number that Twilio calls wrong (${code}) is given up at once, and told to the operator by its code`, async (t) => {
    const { twilio, server } = await start(t)
    twilio.be(code)
    const number = await askForCode(server)
    await server.settle()
    const [row] = await textRows(server)
    assert.deepEqual([row?.last_error, row?.attempts], [`Twilio: error ${code} (400)`, 1])
    assert.ok(row?.failed_at)
    requireSilence(server, number)
    twilio.be('take')
    server.clock.advance({ days: 2 })
    await server.settle()
    assert.deepEqual([twilio.asked(), twilio.taken.length], [1, 0], 'it is not tried again')
  })
}

for (const mood of [20003, 20429, 'hang up', 'nonsense'] as const) {
  test(`a Twilio that does not take it for now (${mood}) is tried again soon, while the code lives`, async (t) => {
    const { twilio, server } = await start(t)
    twilio.be(mood)
    const number = await askForCode(server)
    await server.settle()
    const [row] = await textRows(server)
    assert.match(row?.last_error ?? '', /^Twilio: (error|no answer)/)
    assert.equal(row?.failed_at, null)
    requireSilence(server, number)
    twilio.be('take')
    server.clock.advance({ seconds: 2 })
    await server.settle()
    assert.deepEqual([twilio.taken.map(({ To }) => To), await textRows(server)], [[number], []])
  })
}

test('a code that has ended is sent to nobody, however long Twilio was away', async (t) => {
  const { twilio, server } = await start(t)
  twilio.be(20429)
  await askForCode(server)
  await server.settle()
  twilio.be('take')
  server.clock.advance({ minutes: 5, seconds: 1 })
  await server.settle()
  assert.deepEqual(twilio.taken, [])
  const [row] = await textRows(server)
  assert.equal(row?.last_error, 'The code ended before it could be sent. (Twilio: error 20429 (429))')
  assert.ok(row?.failed_at)
})

test('an administrator sees how deliveries stand, and neither numbers nor codes', async (t) => {
  const { twilio, server } = await start(t)
  twilio.be(21614)
  const number = await askForCode(server)
  await server.settle()
  const cli = makeCli(storesOf(server))
  const listed = await cli(['outbox', 'list', '--topic', 'text', '--json'])
  const [item] = listed.json().items
  assert.deepEqual([item.topic, item.state, item.last_error], ['text', 'failed', 'Twilio: error 21614 (400)'])
  assert.ok(!listed.stdout.includes(number))
})
