import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSignedByHs256, signHs256 } from './hs256.ts'

// The example of RFC 7515 appendix A.1.
const key = Buffer.from(
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  'base64url',
)
const text =
  'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ'
const signature = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'

test('a signature is that of RFC 7515', () => {
  assert.equal(signHs256(key, text), signature)
  assert.equal(isSignedByHs256(key, `${text}.${signature}`), true)
})

test('another text, another key and any other signature are refused, whatever their length', () => {
  assert.equal(isSignedByHs256(key, `${text}x.${signature}`), false)
  assert.equal(isSignedByHs256(key.subarray(1), `${text}.${signature}`), false)
  for (const wrong of [
    '',
    signature.slice(1),
    `${signature}A`,
    signature.toLowerCase(),
    `${signature.slice(0, -1)}0`,
  ]) {
    assert.equal(isSignedByHs256(key, `${text}.${wrong}`), false, wrong)
  }
})
