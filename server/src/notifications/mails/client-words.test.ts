import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientWords } from './client-words.ts'

const agents = [
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'Chrome on Windows',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0', 'Edge on Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 SamsungBrowser/26.0 Chrome/122.0 Mobile Safari/537.36',
    'Samsung Internet on Android',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15', 'Safari on macOS'],
  ['okhttp/4.12.0 (Android 15)', 'Android'],
  ['curl/8.9.1', ''],
  ['', ''],
  ['Your account is lost, call +1 555 0100 or see https://evil.example', ''],
  ['Firefox on Linux', 'Firefox on Linux'],
] as const

test('a browser is told in our own words, and nothing of a stranger’s text', () => {
  for (const [agent, words] of agents) assert.equal(clientWords(agent), words)
})
