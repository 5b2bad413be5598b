import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainToASCII } from 'node:url'
import fc from 'fast-check'
import { countWork } from '../../test/work.ts'
import { parseEmailAddress } from './email-address.ts'

const labels = (...lengths: number[]) => lengths.map((length) => 'b'.repeat(length)).join('.')

const accepted: [text: string, address: string, key: string][] = [
  ['alice@example.com', 'alice@example.com', 'alice@example.com'],
  ['Bob@EXAMPLE.com', 'Bob@example.com', 'bob@example.com'],
  ['+tag@example.com', '+tag@example.com', '+tag@example.com'],
  ["a!#$%&'*+/=?^_`{|}~-b@example.com", "a!#$%&'*+/=?^_`{|}~-b@example.com", "a!#$%&'*+/=?^_`{|}~-b@example.com"],
  ['a.b.c@x-y.co', 'a.b.c@x-y.co', 'a.b.c@x-y.co'],
  ['a@localhost', 'a@localhost', 'a@localhost'],
  ['a@[127.0.0.1]', 'a@[127.0.0.1]', 'a@[127.0.0.1]'],
  ['a@[2001:DB8:0::1]', 'a@[2001:db8:0::1]', 'a@[2001:db8::1]'],
  ['a@[::ffff:127.0.0.1]', 'a@[::ffff:127.0.0.1]', 'a@[127.0.0.1]'],
  ['a@127.0.0.10', 'a@127.0.0.10', 'a@127.0.0.10'],
  ['a@1.22', 'a@1.22', 'a@1.22'],
  ['a@x.-om', 'a@x.-om', 'a@x.-om'],
  ['a@exämple.com', 'a@exämple.com', 'a@xn--exmple-cua.com'],
  ['A@EXÄMPLE.Com', 'A@exämple.com', 'a@xn--exmple-cua.com'],
  ['a@exa\u0308mple.com', 'a@exämple.com', 'a@xn--exmple-cua.com'],
  ['a@XN--exmple-cua.com', 'a@xn--exmple-cua.com', 'a@xn--exmple-cua.com'],
  ['a@faß.de', 'a@faß.de', 'a@xn--fa-hia.de'],
  ['a@例え.テスト', 'a@例え.テスト', 'a@xn--r8jz45g.xn--zckzah'],
  // Look-alikes are names of their own: their key is another one.
  ['a@exаmple.com', 'a@exаmple.com', 'a@xn--exmple-4nf.com'],
  ['a@gıthub.com', 'a@gıthub.com', 'a@xn--gthub-n4a.com'],
  ['"Ann"@example.com', '"Ann"@example.com', 'ann@example.com'],
  ['"\\a.b"@example.com', '"\\a.b"@example.com', 'a.b@example.com'],
  ['"a\\ b"@example.com', '"a\\ b"@example.com', '"a b"@example.com'],
  ['"a\\,\\"b"@example.com', '"a\\,\\"b"@example.com', '"a,\\"b"@example.com'],
  ['""@example.com', '""@example.com', '""@example.com'],
  [`a@${labels(63, 63)}`, `a@${labels(63, 63)}`, `a@${labels(63, 63)}`],
  [`${'a'.repeat(65)}@example.com`, `${'a'.repeat(65)}@example.com`, `${'a'.repeat(65)}@example.com`],
]
for (const [text, address, key] of accepted) {
  test(`${text} is an address`, () => assert.deepEqual(parseEmailAddress(text), { address, key }))
}

const refused: [what: string, ...texts: string[]][] = [
  ['no address', '', '@', 'plain', 'a@', '@example.com', 'example.com'],
  [
    'no top-level domain, or one too short',
    'a@b',
    'a@b.c',
    'a@example.',
    'a@.com',
    'a@.',
    'a@LOCALHOST',
    'a@localhost.',
  ],
  [
    'blanks',
    'a b@example.com',
    'a@example.com ',
    ' a@example.com',
    'a@exam ple.com',
    '"q q"@example.com',
    'a\u00a0@example.com',
  ],
  ['misplaced dots', 'a..b@example.com', '.a@example.com', 'a.@example.com', 'a@example..com', 'a@example.com.'],
  ['misplaced hyphens', 'a@-x.com', 'a@x-.com', 'a@x.com-', 'a@x.y-.com'],
  [
    'what a domain has not',
    'a@x_y.com',
    'a@exa%mple.com',
    'a@x/y.com',
    'a@x:25',
    'a@x.com:25',
    'a@ä_b.com',
    'a@ä%2e.de',
    'a@ä/b.de',
  ],
  [
    'what no address in brackets is',
    'a@[]',
    'a@[127.0.0.1',
    'a@127.0.0.1',
    'a@[127.0.0.256]',
    'a@[127.0.0.01]',
    'a@[1.2.3]',
  ],
  ['tags and zones in brackets', 'a@[IPv6:::1]', 'a@[fe80::1%eth0]', 'a@[::1]:25', 'a@[[::1]]', 'a@[example.com]'],
  [
    'a local part beyond ASCII',
    'é@example.com',
    'аlice@example.com',
    '\u212aate@example.com',
    'ı@example.com',
    'ſ@example.com',
  ],
  ['lone surrogates', '\ud800@example.com', 'a@\ud800x.com', 'a@ä\udc00.com'],
  ['two @', 'a@b@example.com', '"a@b"@example.com', 'a@evil.com@example.com', 'a@@example.com', 'a@example.com@'],
  ['an @ in disguise', 'a@evil.com＠example.com', 'a＠example.com', 'a@evil﹫example.com', 'a@ä＠b.com'],
  [
    'a domain in disguise',
    'a@\u212aelvin.com',
    'a@ｅxample.com',
    'a@example。com',
    'a@exämple。com',
    'a@ex\u00adample.com',
    'a@ſite.com',
    'a@example.com\u200b',
  ],
  ['an address in disguise', 'a@１２７.0.0.10', 'a@①.22', 'a@[１27.0.0.1]'],
  [
    'lists',
    'a@example.com,b@example.com',
    'a@example.com;b@example.com',
    'a@example.com b@example.com',
    'a,b@example.com',
  ],
  [
    'names and comments',
    'Ann <a@example.com>',
    '<a@example.com>',
    'a(x)@example.com',
    'a@example.com(x)',
    '"Ann" a@example.com',
  ],
  [
    'broken quotes',
    '"a@example.com',
    'a"@example.com',
    '"a"b@example.com',
    '"a"b"@example.com',
    '"a\\"@example.com',
    '"a".b@example.com',
  ],
  [
    'line ends',
    'a@example.com\n',
    'a@example.com\r\nBcc: b@example.com',
    'a\r\nb@example.com',
    '"a\r\nb"@example.com',
    'a@ä\n.com',
  ],
  [
    'control characters',
    'a\0b@example.com',
    '"a\0"@example.com',
    '"a\x01"@example.com',
    '"\\\t"@example.com',
    'a@\x7fä.com',
    'a@ä\t.com',
  ],
  [
    'labels and names too long',
    `a@${labels(64, 3)}`,
    `a@${labels(3, 64)}`,
    `a@${'ж'.repeat(60)}.com`,
    `a@${labels(60, 60, 60, 60, 9, 3)}`,
  ],
  ['more than 320 characters', `${'a'.repeat(309)}@example.com`],
]
for (const [what, ...texts] of refused) {
  test(`refused: ${what}`, () => {
    for (const text of texts) assert.equal(parseEmailAddress(text), undefined, text)
  })
}

test('320 characters are not too many', () => assert.ok(parseEmailAddress(`${'a'.repeat(308)}@example.com`)))

const odd = fc.constantFrom(
  ...'aAb.-"\\ @[]:1,;()%/\t\né',
  'ß',
  'ı',
  '\u212a',
  'ſ',
  '＠',
  '。',
  '\u200b',
  '\u00ad',
  '😀',
  'example',
  '.com',
)

test('what is accepted is one plain mailbox, and reading it again changes nothing', () => {
  const text = fc.array(odd, { maxLength: 8 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, fc.constantFrom('', '.com', 'ä.com'), (local, domain, rest) => {
      const read = parseEmailAddress(`${local || 'a'}@${domain}${rest}`)
      if (read === undefined) return
      assert.match(read.key, /^[ -~]+$/)
      for (const form of [read.address, read.key]) assert.equal(form.split('@').length, 2)
      assert.deepEqual(parseEmailAddress(read.address), read)
      const mailed = read.address.slice(read.address.indexOf('@') + 1)
      if (/[^\0-\x7f]/.test(mailed)) assert.ok(read.key.endsWith(`@${domainToASCII(mailed)}`))
    }),
    { numRuns: 5000 },
  )
})

test('reads hostile text in linear time', () => {
  const work = countWork()
  const long = 'a.'.repeat(100_000)
  const hostile = [
    long,
    `${long}@`,
    `a@${long}`,
    `"${'\\a'.repeat(150)}@x.com`,
    `a@${'a-'.repeat(150)}`,
    `a@${'ä-'.repeat(159)}`,
  ]
  for (const text of hostile) assert.equal(parseEmailAddress(text), undefined)
  assert.ok(work() < 500)
})
