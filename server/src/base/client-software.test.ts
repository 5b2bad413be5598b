import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countWork } from '../../test/work.ts'
import { clientSoftware, clientWords } from './client-software.ts'

const agents: readonly [userAgent: string, browser: string | null, system: string | null][] = [
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox', 'Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'Chrome',
    'Windows',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0',
    'Microsoft Edge',
    'Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari',
    'iOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 SamsungBrowser/26.0 Chrome/122.0 Mobile Safari/537.36',
    'Samsung Internet for Android',
    'Android',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15', 'Safari', 'macOS'],
  ['curl/8.9.1', null, null],
  ['', null, null],
]

test('browser and system are told by their names, whatever else the header says', () => {
  for (const [userAgent, browser, system] of agents) assert.deepEqual(clientSoftware(userAgent), { browser, system })
})

test('nothing of a stranger’s own text comes through', () => {
  const message = 'Call+1-555-0100-or-see-https://evil.example'
  for (const userAgent of [message, `${message}/5.0 (X11) `, `${message} `.repeat(6), `x/${message}/1 (Generic) y`]) {
    const { browser, system } = clientSoftware(userAgent)
    assert.deepEqual([browser, system], [null, null], userAgent)
  }
})

test('a hostile header costs no time', () => {
  const work = countWork()
  for (const part of ['(', 'a/', ' ', '1.', 'Version/1.', 'Linux; Android ', 'Mozilla/5.0 ', 'iphone;']) {
    clientSoftware(part.repeat(300).slice(0, 300))
  }
  assert.ok(work() < 1000)
})

const words = [
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Edg/142.0', 'Microsoft Edge on Windows'],
  ['TestDrive (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 'iOS'],
  ['curl/8.9.1', ''],
  ['Your account is lost, call +1 555 0100 or see https://evil.example', ''],
] as const

test('a client is told in one phrase of our own words', () => {
  for (const [userAgent, phrase] of words) assert.equal(clientWords(userAgent), phrase)
})
