import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseRange } from '../base/ip-range.ts'
import { clientAddress } from './client-address.ts'

const trusted = ['10.0.0.0/8', '2001:db8:ffff::/48'].map(parseRange).filter((range) => range !== undefined)
const proxy = '10.0.0.1'
const client = '192.0.2.1'

const rows: [what: string, peer: string, header: string | string[] | undefined, ip: string][] = [
  ['no proxy, no header', client, undefined, client],
  ['no proxy: the header is the client’s own word', client, '198.51.100.7', client],
  ['a mapped peer', '::ffff:192.0.2.1', undefined, client],
  ['a mapped peer is a trusted proxy', '::ffff:10.0.0.1', client, client],
  ['a peer on a named link', 'fe80::1%eth0', undefined, 'fe80::1'],
  ['a peer without an address', '', client, '0.0.0.0'],
  ['a proxy without a header', proxy, undefined, proxy],
  ['one proxy', proxy, client, client],
  ['one proxy, with what the client made up', proxy, `1.1.1.1, 2.2.2.2,${client}`, client],
  ['the client claims to be a proxy', proxy, `10.0.0.9, ${client}`, client],
  ['two proxies', proxy, `1.1.1.1, ${client}, 10.0.0.2`, client],
  ['proxies of both families', '2001:db8:ffff::1', `2001:DB8:1:2::9 ,\t10.0.0.2`, '2001:db8:1:2::9'],
  ['a mapped hop', proxy, '::ffff:192.0.2.1', client],
  ['proxies only: the left-most', proxy, '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['several headers are one list', proxy, [`1.1.1.1, ${client}`, '10.0.0.3', '10.0.0.2'], client],
  ['several headers, the last one decides', proxy, ['1.1.1.1', client], client],
  ['no headers', proxy, [], proxy],
  // What cannot be read stops the walk at the trusted address before it.
  ['an empty header', proxy, '', proxy],
  ['an empty one among several headers', proxy, [client, ''], proxy],
  ['a letter', proxy, 'a', proxy],
  ['a letter behind a good hop', proxy, `${client}, a`, proxy],
  ['a letter before a proxy', proxy, `${client}, a, 10.0.0.2`, '10.0.0.2'],
  ['an empty hop', proxy, `${client},`, proxy],
  ['only commas', proxy, ',,,', proxy],
  ['a port', proxy, '192.0.2.1:443', proxy],
  ['brackets', proxy, '[2001:db8::1]', proxy],
  ['brackets and a port', proxy, '[2001:db8::1]:443', proxy],
  ['a zone', proxy, 'fe80::1%eth0', proxy],
  ['quotes', proxy, '"192.0.2.1"', proxy],
  ['unknown', proxy, 'unknown', proxy],
  ['10 kB of junk', proxy, 'x'.repeat(10_000), proxy],
  ['10 kB of blanks', proxy, `${client}${' '.repeat(10_000)}`, proxy],
  ['10 kB of commas', proxy, ','.repeat(10_000), proxy],
  ['10 kB of junk before a good hop', proxy, `${'x,'.repeat(5_000)}${client}`, client],
]
for (const [what, peer, header, ip] of rows) {
  test(what, () => assert.equal(clientAddress(peer, header, trusted).ip, ip))
}

test('the network of an IPv4 client is its address, of an IPv6 client its /64', () => {
  assert.deepEqual(clientAddress(client, undefined, []), { ip: client, network: client })
  const read = { ip: '2001:db8:1:2::9', network: '2001:db8:1:2::/64' }
  assert.deepEqual(clientAddress('2001:db8:1:2::9', undefined, []), read)
  assert.deepEqual(clientAddress(proxy, '2001:db8:1:2:0:0:0:9', trusted), read)
})

test('attack 36: two IPv4 clients on a dual-stack socket stay apart', () => {
  const networks = ['::ffff:192.0.2.1', '::ffff:192.0.2.2'].map((peer) => clientAddress(peer, undefined, []).network)
  assert.deepEqual(networks, ['192.0.2.1', '192.0.2.2'])
})

test('attack 35: turning within a /64 stays one network', () => {
  const networks = Array.from(
    { length: 100 },
    (_, turn) => clientAddress(`2001:db8:1:2::${turn.toString(16)}`, undefined, []).network,
  )
  assert.deepEqual([...new Set(networks)], ['2001:db8:1:2::/64'])
})

test('attack 33: a thousand made-up headers are one client', () => {
  for (let turn = 0; turn < 1000; turn++) {
    const madeUp = `198.51.${turn >> 8}.${turn & 255}`
    assert.equal(clientAddress(client, madeUp, trusted).ip, client)
    assert.equal(clientAddress(proxy, `${madeUp}, ${client}`, trusted).ip, client)
  }
})

test('looks at 32 hops and no further', () => {
  const hops = (count: number) => Array.from({ length: count }, (_, hop) => `10.1.0.${count - hop}`)
  assert.equal(clientAddress(proxy, [client, ...hops(31)].join(), trusted).ip, client)
  assert.equal(clientAddress(proxy, [client, ...hops(32)].join(), trusted).ip, '10.1.0.32')
  assert.equal(clientAddress(proxy, [client, ...hops(32)], trusted).ip, '10.1.0.32')
})

test('whatever the client writes before what the proxy appends, it stays the client', () => {
  const words = fc.constantFrom('10.0.0.9', '1.1.1.1', ',', ' ', 'a', '::1', '[', '%', '')
  fc.assert(
    fc.property(
      fc.array(words).map((parts) => parts.join('')),
      (madeUp) => {
        assert.equal(clientAddress(proxy, `${madeUp}, ${client}`, trusted).ip, client)
        assert.equal(clientAddress(proxy, [madeUp, client], trusted).ip, client)
      },
    ),
  )
})
