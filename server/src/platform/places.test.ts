import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { makeMmdb } from '../../test/mmdb.ts'
import { loadConfig } from './config.ts'
import { makeLog } from './log.ts'
import { makePlaces } from './places.ts'

const berlin = {
  city: { names: { en: 'Berlin', de: 'Berlin' } },
  country: { iso_code: 'DE', names: { en: 'Germany' } },
}
const whole = makeMmdb([
  ['192.0.2.0', 24, berlin],
  ['198.51.100.0', 25, { country: { iso_code: 'FR', names: { en: 'France' } } }],
  ['198.51.100.128', 25, { country: { iso_code: 'XK' } }],
  ['203.0.113.0', 24, { city: 'Lisbon', country: 'Portugal' }],
])

function keep(t: TestContext, content: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-places-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'places.mmdb')
  writeFileSync(file, content)
  return file
}

function placesOf(file: string | undefined) {
  const lines: string[] = []
  const log = makeLog('warn', { write: (line: string) => void lines.push(line) })
  return { ...makePlaces(file, log), lines }
}

test('an address is told by city and country, as far as the file knows', (t) => {
  const places = placesOf(keep(t, whole))
  const expected: readonly [ip: string, place: string | null][] = [
    ['192.0.2.77', 'Berlin, Germany'],
    ['198.51.100.1', 'France'],
    ['198.51.100.200', 'XK'],
    ['203.0.113.5', 'Lisbon, Portugal'],
    ['10.0.0.1', null],
    ['2001:db8::1', null],
  ]
  for (const [ip, place] of expected) assert.equal(places.of(ip), place, ip)
  assert.deepEqual(places.lines, [])
})

test('without a file there are no places', () => {
  assert.equal(placesOf(undefined).of('192.0.2.77'), null)
})

test('a file that breaks while the service runs costs the places and nothing else', (t) => {
  const places = placesOf(keep(t, Buffer.from('no such format')))
  for (let i = 0; i < 3; i++) assert.equal(places.of('192.0.2.77'), null)
  assert.equal(places.lines.length, 1)
  assert.match(places.lines[0] ?? '', /the file of places is damaged/)
})

test('a file that is missing or broken is one clear fault at start', (t) => {
  const faultsOf = (file: string) => loadConfig({ GEOIP_FILE: file }).faults
  const file = keep(t, whole)
  assert.deepEqual(faultsOf(file), [])
  assert.deepEqual(faultsOf(`${file}.gone`), [`GEOIP_FILE names "${file}.gone", which does not exist.`])
  assert.deepEqual(faultsOf(join(file, '..')), [
    `GEOIP_FILE names "${join(file, '..')}", which cannot be read (EISDIR).`,
  ])
  for (const broken of [whole.subarray(0, 500), Buffer.from('PK'), Buffer.alloc(0)]) {
    const other = keep(t, broken)
    const fault = `GEOIP_FILE names "${other}", which is not a whole file in the MaxMind DB format.`
    assert.deepEqual(faultsOf(other), [fault])
  }
})
