import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countWork } from '../../test/work.ts'
import { type Attributes, similarityFault } from './similarity.ts'

const byUsername = 'The password is too similar to the username.'
const byEmail = 'The password is too similar to the email.'

const near: [password: string, about: Attributes, fault: string][] = [
  ['similarname', { username: 'similarname' }, byUsername],
  ['SimilarName', { username: 'sIMILARnAME' }, byUsername],
  ['emanralimis', { username: 'similarname' }, byUsername],
  ['similarname1!', { username: 'similarname' }, byUsername],
  ['similar2@example.com', { username: 'sim2', email: 'similar2@example.com' }, byEmail],
  ['annabella99', { email: 'annabella@example.com' }, byEmail],
  ['myexample', { email: 'a@example.com' }, byEmail],
  ['wonderland', { username: 'alice.wonderland' }, byUsername],
  ['wonder_land', { username: 'alice-wonder_land' }, byUsername],
  ['жасмин2026', { username: 'Жасмин 202' }, byUsername],
  ['both@example.com', { username: 'both@example.com', email: 'both@example.com' }, byUsername],
  // 2 * 7 / (10 + 10) is exactly the threshold.
  ['abcdefg012', { username: 'abcdefgxyz' }, byUsername],
]
for (const [password, about, fault] of near) {
  test(`${password} is too near to ${JSON.stringify(about)}`, () => {
    assert.equal(similarityFault(password, about), fault)
  })
}

const far: [password: string, about: Attributes][] = [
  ['Corr3ct-horse!', { username: 'alice', email: 'alice@example.com' }],
  ['abcdef0123', { username: 'abcdefwxyz' }],
  ['aaaaaaaa', { username: 'abcdefgh' }],
  ['anything', {}],
  ['anything', { username: '', email: undefined }],
  ['', { username: '-' }],
  ['alicealicealicealicealice', { username: 'alice' }],
]
for (const [password, about] of far) {
  test(`${password} is far enough from ${JSON.stringify(about)}`, () => {
    assert.equal(similarityFault(password, about), undefined)
  })
}

/** The definition, without short cuts: pairs are crossed out one by one. */
function slowRatio(left: string, right: string): number {
  const rest = [...right]
  let matches = 0
  for (const char of left) {
    const at = rest.indexOf(char)
    if (at < 0) continue
    rest.splice(at, 1)
    matches += 1
  }
  return (2 * matches) / ([...left].length + [...right].length)
}

test('one word is judged as the definition says', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '𝒳', '_', '1'), minLength: 1, maxLength: 24 })
  fc.assert(
    fc.property(word, word, (password, username) => {
      const expected = slowRatio(password, username.toLowerCase()) >= 0.7 ? byUsername : undefined
      assert.equal(similarityFault(password, { username }), expected)
    }),
  )
})

test('a password of its own words is always too near, in any case', () => {
  const name = fc.stringMatching(/^[a-z]{3,12}$/)
  fc.assert(
    fc.property(name, name, (user, domain) => {
      for (const password of [user, domain, user.toUpperCase(), `${user}@${domain}.org`]) {
        assert.equal(similarityFault(password, { email: `${user}@${domain}.org` }), byEmail)
      }
    }),
  )
})

test('long texts on either side are judged in one pass', () => {
  const long = 'a-'.repeat(200_000)
  const work = countWork()
  assert.equal(similarityFault('correct horse', { username: long }), undefined)
  assert.equal(similarityFault(`${long}b`, { username: 'alice', email: 'a@b.c' }), undefined)
  assert.equal(similarityFault(`${long}b`, { username: long }), byUsername)
  assert.ok(work() < 20_000)
})
