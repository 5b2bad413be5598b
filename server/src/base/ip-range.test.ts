import assert from 'node:assert/strict'
import { SocketAddress } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { inRanges, networkOf, parseIp, parseRange, type Range } from './ip-range.ts'

const spellings: [canonical: string, family: 4 | 6, ...others: string[]][] = [
  [
    '192.0.2.1',
    4,
    '::ffff:192.0.2.1',
    '::FFFF:c000:201',
    '0:0:0:0:0:ffff:192.0.2.1',
    '0000:0000:0000:0000:0000:ffff:192.0.2.1',
  ],
  ['0.0.0.0', 4, '::ffff:0:0'],
  ['255.255.255.255', 4, '::ffff:ffff:ffff'],
  ['2001:db8::1', 6, '2001:DB8::1', '2001:0db8::0001', '2001:db8:0:0:0:0:0:1', '2001:db8:0::0:1', '2001:db8::0.0.0.1'],
  ['::', 6, '0:0:0:0:0:0:0:0', '0::', '::0', '::0.0.0.0'],
  ['::1', 6, '0:0:0:0:0:0:0:1', '::0:1'],
  ['1::', 6, '1:0:0:0:0:0:0:0', '0001::'],
  ['2001:db8:0:1:1:1:1:1', 6, '2001:db8::1:1:1:1:1'], // one zero group is not shortened
  ['2001:0:0:1::1', 6, '2001:0:0:1:0:0:0:1'], // the longer run is
  ['2001:db8::1:0:0:1', 6, '2001:db8:0:0:1:0:0:1', '2001:db8:0:0:1::1'], // of equal runs, the first
  ['64:ff9b::c000:201', 6, '64:ff9b::192.0.2.1'],
  ['::c000:201', 6, '::192.0.2.1'], // the old "compatible" form is not a mapped one
  ['::fffe:c000:201', 6, '::fffe:192.0.2.1'],
]
for (const [canonical, family, ...others] of spellings) {
  test(`spellings of ${canonical}`, () => {
    for (const text of [canonical, ...others]) {
      const ip = parseIp(text)
      assert.equal(ip?.canonical, canonical, text)
      assert.equal(ip?.family, family, text)
    }
  })
}

test('refuses whatever is not an address alone', () => {
  const junk = [
    '',
    ' ',
    'a',
    'unknown',
    '_hidden',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4:80',
    '1.2.3.4 ',
    '0x7f.1',
  ]
  const v6 = [
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::',
    '[::1]',
    '[::1]:80',
    'fe80::1%eth0',
    '::1/64',
    '::1.2.3.256',
  ]
  const others = [
    '2130706433',
    '127.1',
    '１２７.0.0.1',
    '1.2.3.4\0',
    '1.2.3.4\n',
    '1.2.3.4,5.6.7.8',
    'a'.repeat(10_000),
    '1'.repeat(1_000_000),
  ]
  for (const text of [...junk, ...v6, ...others]) assert.equal(parseIp(text), undefined, text.slice(0, 50))
})

test('never throws, and reads nothing the platform does not', () => {
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...':.0a1f%[]/ ', '::', 'ffff', '255'), { maxLength: 12 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, (junk) =>
      assert.ok(parseIp(junk) === undefined || SocketAddress.parse(junk.includes(':') ? `[${junk}]` : junk)),
    ),
  )
  fc.assert(fc.property(text, fc.string(), (junk, more) => void parseRange(`${junk}/${more}`)))
})

test('writes IPv6 as the platform does, and reads its own writing', () => {
  const group = fc.oneof(
    fc.constant('0'),
    fc.constant('0'),
    fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16)),
  )
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const ip = parseIp(groups.join(':'))
      assert.ok(ip)
      assert.deepEqual(parseIp(ip.canonical), ip)
      if (ip.family === 6) assert.equal(`[${ip.canonical}]`, new URL(`http://[${groups.join(':')}]`).hostname)
    }),
    { numRuns: 2000 },
  )
})

const networks: [network: string, ...addresses: string[]][] = [
  ['192.0.2.1', '192.0.2.1', '::ffff:192.0.2.1'],
  ['2001:db8:1:2::/64', '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:0db8:0001:0002:3:4:5:6'],
  ['2001:db8::/64', '2001:db8::1', '2001:db8::1:2:3:4'],
  ['2001:db8:0:1::/64', '2001:db8:0:1:1::'],
  ['1:0:0:2::/64', '1:0:0:2::9'],
  ['::/64', '::1'],
]
for (const [network, ...addresses] of networks) {
  test(`${network} is one client`, () => {
    for (const text of addresses) {
      const ip = parseIp(text)
      assert.equal(ip && networkOf(ip), network)
    }
  })
}

const blocks: [cidr: string, inside: string[], outside: string[]][] = [
  [
    '10.0.0.0/8',
    ['10.0.0.0', '10.255.255.255', '::ffff:10.1.2.3'],
    ['9.255.255.255', '11.0.0.0', '::10.0.0.1', 'a00::'],
  ],
  ['10.1.2.3/8', ['10.9.9.9'], ['11.0.0.0']],
  ['192.0.2.1', ['192.0.2.1'], ['192.0.2.0', '192.0.2.2']],
  ['192.0.2.1/32', ['192.0.2.1'], ['192.0.2.2']],
  ['192.0.2.128/31', ['192.0.2.128', '192.0.2.129'], ['192.0.2.130', '192.0.2.127']],
  ['0.0.0.0/0', ['0.0.0.0', '255.255.255.255'], ['::', '2001:db8::1']],
  ['::/0', ['::', 'ffff::'], ['10.0.0.1', '::ffff:10.0.0.1']],
  ['2001:db8::/32', ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'], ['2001:db7:ffff::', '2001:db9::']],
  ['::1', ['::1'], ['::2', '::', '0.0.0.1']],
  ['::ffff:10.0.0.0/104', ['10.9.9.9'], ['11.0.0.0']],
  ['::ffff:0:0/96', ['0.0.0.0', '255.1.2.3'], ['::1']],
]
for (const [cidr, inside, outside] of blocks) {
  test(`${cidr} holds its own`, () => {
    const range = parseRange(cidr)
    assert.ok(range)
    for (const text of inside) assert.equal(holds([range], text), true, text)
    for (const text of outside) assert.equal(holds([range], text), false, text)
  })
}

function holds(ranges: readonly Range[], text: string): boolean {
  const ip = parseIp(text)
  assert.ok(ip)
  return inRanges(ranges, ip)
}

test('one of several blocks is enough, none holds nothing', () => {
  const ranges = ['10.0.0.0/8', '::1'].map(parseRange).filter((range) => range !== undefined)
  assert.equal(holds(ranges, '::1'), true)
  assert.equal(holds(ranges, '192.0.2.1'), false)
  assert.equal(holds([], '10.0.0.1'), false)
})

test('refuses whatever is not a block', () => {
  const junk = [
    '',
    '/',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '10.0.0.0/8 ',
    '10.0.0.0/1e1',
    '10/8',
  ]
  const others = [
    '10.0.0.0/255.0.0.0',
    '::/129',
    '::/1000',
    '::ffff:10.0.0.0/95',
    '::ffff:10.0.0.0/8',
    'loopback',
    '*',
    '10.0.0.0/٨',
  ]
  for (const text of [...junk, ...others]) assert.equal(parseRange(text), undefined, text)
})
