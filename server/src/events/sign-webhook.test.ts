import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { signWebhook } from './sign-webhook.ts'

/** As the libraries of the specification have it in their own tests. */
const published = {
  secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  message: { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' },
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}

test('the published example', () => {
  const key = Buffer.from(published.secret, 'base64')
  assert.equal(signWebhook([key], published.message), published.signature)
})

test('one signature a key, the newest first, each good by itself', () => {
  const keys = [Buffer.alloc(32, 1), Buffer.alloc(64, 2)]
  const { id, timestamp, body } = published.message
  const expected = keys.map((key) =>
    new Webhook(`whsec_${key.toString('base64')}`).sign(id, new Date(timestamp * 1000), body),
  )
  assert.equal(signWebhook(keys, published.message), expected.join(' '))
})
