import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { breachedOnline } from './hibp.ts'

// SHA-1('password') = 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8
const suffix = '1E4C9B93F3F0682250B6CF8331B7EE68FD8'
const other = '003D68EB55068C33ACE09247EE4C639306B'

const ask = (answer: string, password = 'password') => breachedOnline(async () => answer, password)

test('only five digits of the key are asked for', async () => {
  const urls: string[] = []
  const fetchText = async (url: string) => {
    urls.push(url)
    return `${other}:3`
  }
  await breachedOnline(fetchText, 'password')
  assert.deepEqual(urls, ['https://api.pwnedpasswords.com/range/5BAA6'])
})

const answers: [what: string, answer: string, breached: boolean][] = [
  ['listed among others', `${other}:3\r\n${suffix}:10434004\r\n`, true],
  ['listed in the last row without a line end', `${other}:3\n${suffix}:1`, true],
  ['not listed', `${other}:3\r\n`, false],
  ['only as padding', `${other}:3\r\n${suffix}:0`, false],
]
for (const [what, answer, breached] of answers) {
  test(what, async () => assert.equal(await ask(answer), breached))
}

const foreign: [what: string, answer: string][] = [
  ['an empty body', ''],
  ['a page', '<!doctype html><title>Sign in</title>'],
  ['lower-case digits', `${suffix.toLowerCase()}:3`],
  ['a row cut short', `${suffix}:3\r\n${other.slice(0, 20)}`],
  ['a row without a count', `${suffix}:`],
  ['a negative count', `${suffix}:-1`],
  ['a count with more behind it', `${suffix}:3 `],
  ['an empty row between', `${suffix}:3\r\n\r\n${other}:3`],
  ['two line ends at the end', `${suffix}:3\n\n`],
  ['whole keys', `5BAA6${suffix}:3`],
]
for (const [what, answer] of foreign) {
  test(`${what} is no answer`, () => assert.rejects(ask(answer), /not its range format/))
}

test('a failure of the fetcher comes through', async () => {
  const failure = new Error('time-out')
  await assert.rejects(
    breachedOnline(() => Promise.reject(failure), 'password'),
    (error) => error === failure,
  )
})

test('any password is found in an answer that lists it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (password) => {
      const key = createHash('sha1').update(password, 'utf8').digest('hex').toUpperCase()
      assert.equal(await ask(`${other}:1\r\n${key.slice(5)}:2`, password), true)
    }),
  )
})
