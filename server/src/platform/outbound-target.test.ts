import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseIp } from '../base/ip-range.ts'
import type { OutboundError, OutboundReason } from './outbound-error.ts'
import { findTarget, pinnedTo, type Resolve, resolveBySystem } from './outbound-target.ts'

const answers =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses

function refused(reason: OutboundReason) {
  return (error: OutboundError) => error.name === 'OutboundError' && error.reason === reason
}

const spellings = [
  ...['127.0.0.1', '127.1', '127.0.1', '0x7f.1', '0x7f000001', '2130706433', '017700000001', '0177.0.0.1'],
  ...['127.0.0.1.', '１２７.0.0.1', '127。0。0。1', '%31%32%37.0.0.1', '0', '0.0.0.0', '169.254.169.254'],
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]'],
  ...['[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[fe80::1]', '[fd00::1]', '[ff02::1]'],
]
for (const host of spellings) {
  test(`no call to https://${host}`, async () => {
    const resolve: Resolve = () => assert.fail('an address is not looked up')
    const found = findTarget(`https://${host}/`, { allowPrivate: false, resolve })
    await assert.rejects(found, refused('forbidden'))
  })
}

test('localhost is looked up, and refused', async () => {
  for (const host of ['localhost', 'LOCALHOST', 'localhost.']) {
    const found = findTarget(`https://${host}/`, { allowPrivate: false, resolve: resolveBySystem })
    await assert.rejects(found, (error: OutboundError) => error.reason === 'forbidden' || error.reason === 'away')
  }
})

test('one private address among public ones is enough to refuse a name', async () => {
  for (const addresses of [['10.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['2606:4700::1111', '::1'], ['8.8.8.8', '0.0.0.0']]) {
    const found = findTarget('https://service.example/', { allowPrivate: false, resolve: answers(...addresses) })
    await assert.rejects(found, refused('forbidden'), addresses.join())
  }
})

test('a name is looked up once, and its target is what was found', async () => {
  const asked: string[] = []
  const resolve: Resolve = async (host) => {
    asked.push(host)
    return asked.length === 1 ? ['8.8.8.8', '2606:4700::1111'] : ['127.0.0.1']
  }
  const { url, addresses } = await findTarget('https://service.example:8443/a', { allowPrivate: false, resolve })
  assert.deepEqual(asked, ['service.example'])
  assert.equal(url.host, 'service.example:8443')
  assert.deepEqual(
    addresses.map(({ canonical }) => canonical),
    ['8.8.8.8', '2606:4700::1111'],
  )
})

test('a name without an address, or with one that cannot be read, is away', async () => {
  const gone: Resolve = () => Promise.reject(new Error('ENOTFOUND'))
  for (const resolve of [gone, answers(), answers('fe80::1%eth0'), answers('8.8.8.8', 'x')]) {
    const found = findTarget('https://service.example/', { allowPrivate: true, resolve })
    await assert.rejects(found, refused('away'))
  }
})

test('other schemes, plain http and credentials in the address', async () => {
  const bad = ['http://8.8.8.8/', 'ftp://8.8.8.8/', 'file:///etc/passwd', 'https://a:b@8.8.8.8/', 'https://a@8.8.8.8/']
  for (const address of [
    ...bad,
    'data:text/plain,x',
    'javascript:1',
    '',
    'x',
    '//8.8.8.8',
    'https://',
    'unix:/run/x',
  ]) {
    const found = findTarget(address, { allowPrivate: false, resolve: answers('8.8.8.8') })
    await assert.rejects(found, refused('forbidden'), address)
  }
})

test('where private addresses are allowed, plain http is too, and link-local is not', async () => {
  const rules = { allowPrivate: true, resolve: answers('10.0.0.1', '8.8.8.8') }
  for (const address of ['http://127.0.0.1:1/', 'http://[::1]/', 'https://192.168.0.1/', 'http://idp.internal/'])
    assert.equal((await findTarget(address, rules)).url.href, address)
  const never = ['http://169.254.169.254/', 'http://0.0.0.0/', 'http://[fe80::1]/', 'http://[::]/', 'http://224.0.0.1/']
  for (const address of [...never, 'ftp://127.0.0.1/', 'http://a:b@127.0.0.1/'])
    await assert.rejects(findTarget(address, rules), refused('forbidden'), address)
})

test('a refusal tells the host and not the rest of the address', async () => {
  const found = findTarget('https://127.0.0.1/x?token=hidden', { allowPrivate: false, resolve: answers() })
  await assert.rejects(found, ({ message }: Error) => message.includes('127.0.0.1') && !message.includes('hidden'))
})

test('whatever name a connection asks for, it gets the checked addresses', () => {
  const addresses = ['8.8.8.8', '2606:4700::1111'].map(parseIp).filter((ip) => ip !== undefined)
  const told: unknown[] = []
  const lookup = pinnedTo(addresses)
  lookup('rebound.example', { all: true }, (...found) => void told.push(found))
  lookup('rebound.example', {}, (...found) => void told.push(found))
  const all = [
    { address: '8.8.8.8', family: 4 },
    { address: '2606:4700::1111', family: 6 },
  ]
  assert.deepEqual(told, [
    [null, all],
    [null, '8.8.8.8', 4],
  ])
})
