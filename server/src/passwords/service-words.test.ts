import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../platform/config.ts'
import { serviceWords } from './service-words.ts'
import { resemblesWord } from './similarity.ts'

const settings = {
  PUBLIC_URL: 'https://auth.bluebird.example',
  FRONTEND_URL: 'https://konto.bluebird.example/here',
  DEFAULT_FROM_EMAIL: 'Bluebird Freunde <post@bluebird.example>',
  JWT_ISSUER: 'bluebird-auth',
}

test('the words are those of the product, the hosts, the sender and the issuer', () => {
  assert.deepEqual(serviceWords(loadConfig(settings).config), ['kalosphere', 'bluebird', 'example', 'konto', 'freunde'])
  assert.deepEqual(serviceWords(loadConfig({}).config), ['kalosphere', 'localhost', 'noreply'])
})

test('a password that is little more than such a word resembles it, a longer one does not', () => {
  const words = serviceWords(loadConfig(settings).config)
  for (const near of ['Kalosphere1', 'bluebird2026', 'BlueBird!', '!freunde!'])
    assert.equal(resemblesWord(near, words), true, near)
  for (const far of ['Corr3ct-horse!', 'my bluebird sings at seven', 'kalosphere and a stapler', 'N3w-passphrase']) {
    assert.equal(resemblesWord(far, words), false, far)
  }
})
