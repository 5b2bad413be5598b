import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { account, type Mood, startTwilio } from '../../test/twilio-server.ts'
import { secret } from '../base/secret.ts'
import { makeTexter } from './texter.ts'

const message = { id: 'a', to: '+14155552671', body: '123456 is your code.' }

function texterAt(baseUrl: string, given: { token?: string; timeoutMs?: number } = {}) {
  const { token = account.token, timeoutMs = 60_000 } = given
  const twilio = { accountSid: account.sid, authToken: secret(token), from: account.from, baseUrl, timeoutMs }
  return makeTexter({ backend: 'twilio', filePath: undefined, twilio }, () => undefined)
}

test('a text goes out as Twilio documents it', async (t) => {
  const { origin, taken, asked } = await startTwilio(t)
  await texterAt(origin).send(message)
  assert.deepEqual(taken, [{ To: message.to, From: account.from, Body: message.body }])
  assert.equal(asked(), 1)
})

type Told = Error & { permanent?: boolean }

/** That a message fails, how it is told, and that nothing of it is told. */
async function failing(send: Promise<void>): Promise<[said: string, permanent: boolean | undefined]> {
  const error: Told = await send.then(
    () => assert.fail('it was sent'),
    (reason: Told) => reason,
  )
  assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /4155552671|123456/, 'neither number nor code')
  return [error.message, error.permanent]
}

const refusals: readonly [mood: Mood, said: RegExp, permanent: boolean][] = [
  [21211, /^Twilio: error 21211 \(400\)$/, true],
  [21614, /^Twilio: error 21614 \(400\)$/, true],
  [20003, /^Twilio: error 20003 \(401\)$/, false],
  [20429, /^Twilio: error 20429 \(429\)$/, false],
  ['nonsense', /^Twilio: no answer \(502\)$/, false],
  ['hang up', /^Twilio: no answer \(E[A-Z]+\)$/, false],
  ['hang', /^Twilio: no answer \(E[A-Z]+\)$/, false],
]
for (const [mood, said, permanent] of refusals) {
  test(`${mood} is told by its code, and tried again only if that can help`, async (t) => {
    const twilio = await startTwilio(t)
    twilio.be(mood)
    const given = mood === 'hang' ? { timeoutMs: 1500 } : {}
    const [told, isPermanent] = await failing(texterAt(twilio.origin, given).send(message))
    assert.match(told, said)
    assert.equal(isPermanent, permanent)
    assert.deepEqual([twilio.taken.length, twilio.asked()], [0, 1], 'the library tries nothing again by itself')
  })
}

test('a token that Twilio does not know is refused by it, and may be put right', async (t) => {
  const { origin } = await startTwilio(t)
  const sent = failing(texterAt(origin, { token: 'another' }).send(message))
  assert.deepEqual(await sent, ['Twilio: error 20003 (401)', false])
})

test('a Twilio that is away is tried again', async (t) => {
  const { origin } = await startTwilio(t)
  const away = `${origin.slice(0, origin.lastIndexOf(':'))}:1`
  assert.deepEqual(await failing(texterAt(away).send(message)), ['Twilio: no answer (ECONNREFUSED)', false])
})
