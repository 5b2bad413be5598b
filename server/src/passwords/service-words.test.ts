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

test('the letters of such a word in another order, or the beginning of it, are no likeness', () => {
  const words = [...serviceWords(loadConfig(settings).config), 'accounts']
  for (const far of ['purplehorse', 'pleasehorse', 'polarhorse', 'accountant9', 'birdbluey'])
    assert.equal(resemblesWord(far, words), false, far)
  for (const near of ['mykalosphere', 'Kalosphere!2026', 'xbluebirdx'])
    assert.equal(resemblesWord(near, words), true, near)
})

test('a general word in the name of a sender is refused only where a password has no other letters', () => {
  const named = { ...settings, DEFAULT_FROM_EMAIL: 'Bluebird Online Service <post@bluebird.example>' }
  const words = serviceWords(loadConfig(named).config)
  for (const near of ['Service2026', '!online!', '1Example1']) assert.equal(resemblesWord(near, words), true, near)
  for (const far of ['serviceman7', 'onlinefox', 'unexampled', 'service-20263648591'])
    assert.equal(resemblesWord(far, words), false, far)
})

test('a name is found whichever way its accents were written', () => {
  const words = serviceWords(loadConfig({ DEFAULT_FROM_EMAIL: 'Cafe\u0301haus <post@bluebird.example>' }).config)
  assert.equal(resemblesWord('Caf\u00e9haus1', words), true)
})
