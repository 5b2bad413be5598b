import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countWork } from '../../test/work.ts'
import { readCompactJws } from './compact-jws.ts'

const encode = (text: string | Uint8Array) => Buffer.from(text).toString('base64url')
const header = '{"alg":"ES256","typ":"at+jwt"}'
const payload = '{"sub":"ana"}'
const token = (head: string | Uint8Array = header, body: string | Uint8Array = payload, signature = 'c2ln') =>
  `${encode(head)}.${encode(body)}.${signature}`

test('a well-formed token is read', () => {
  assert.deepEqual(readCompactJws(token()), {
    header: { alg: 'ES256', typ: 'at+jwt' },
    payload: { sub: 'ana' },
  })
})

test('RFC 7515 appendix A.1 is read, line breaks inside its JSON included', () => {
  const example = [
    'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9',
    'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  ].join('.')
  assert.deepEqual(readCompactJws(example), {
    header: { typ: 'JWT', alg: 'HS256' },
    payload: { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true },
  })
})

test('only three parts, none of them empty', () => {
  const [head, body, signature] = token().split('.')
  const shapes = ['', '.', '..', '...', `${head}`, `${head}.${body}`, `${head}.${body}.`, `.${body}.${signature}`]
  const more = [`${head}..${signature}`, `${token()}.`, `.${token()}`, `${token()}.c2ln`, `${token()}.c2ln.c2ln`]
  for (const shape of [...shapes, ...more]) assert.equal(readCompactJws(shape), undefined, shape)
})

test('attack 66: every other spelling of a good token is refused', () => {
  const parts = token(header, payload, 'c2ln').split('.')
  assert.notEqual(readCompactJws(parts.join('.')), undefined)
  const put = (part: string, thing: string) => part.slice(0, 2) + thing + part.slice(2)
  const blanks = [' ', '\t', '\n', '\r\n', '\0', '\u00a0', '\u200b', '\ufeff', '%20', '=', '==', '*', 'ａ']
  for (const [place, part] of parts.entries()) {
    for (const blank of blanks) {
      for (const spelt of [blank + part, put(part, blank), part + blank]) {
        assert.equal(readCompactJws(parts.with(place, spelt).join('.')), undefined, JSON.stringify(spelt))
      }
    }
  }
})

test('the other base64 alphabet is refused', () => {
  assert.notEqual(readCompactJws(token(header, payload, 'c-_n')), undefined)
  for (const signature of ['c+/n', 'c+_n', 'c-/n'])
    assert.equal(readCompactJws(token(header, payload, signature)), undefined)
})

test('attack 66: loose last bits are refused: one signature has one text', () => {
  // 'c2ln_w' is four bytes: its last character holds four unused bits, so 15 other texts decode to the same bytes.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const same = [...alphabet].filter((last) =>
    Buffer.from(`c2ln_${last}`, 'base64url').equals(Buffer.from('c2ln_w', 'base64url')),
  )
  assert.equal(same.length, 16)
  const accepted = same.filter((last) => readCompactJws(token(header, payload, `c2ln_${last}`)) !== undefined)
  assert.deepEqual(accepted, ['w'])
})

test('header and payload must be JSON objects in UTF-8', () => {
  const wrong = ['', 'null', '[]', '"x"', '1', 'true', '{', '{"alg":"ES256"}x', "{'alg':'ES256'}", `\ufeff${header}`]
  for (const text of wrong) {
    assert.equal(readCompactJws(token(text)), undefined, `header ${text}`)
    assert.equal(readCompactJws(token(header, text)), undefined, `payload ${text}`)
  }
  const notUtf8 = Buffer.concat([Buffer.from('{"sub":"'), Buffer.of(0xff), Buffer.from('"}')])
  assert.equal(readCompactJws(token(header, notUtf8)), undefined)
})

test('a repeated name is refused, at any depth and in any spelling', () => {
  const repeated = [
    '{"sub":"ana","sub":"bob"}',
    '{"sub":"ana","s\\u0075b":"bob"}',
    '{"a":{"b":1,"b":1}}',
    '{"a":[{"b":1},{"c":1,"c" : 2}]}',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
  ]
  for (const text of repeated) assert.equal(readCompactJws(token(header, text)), undefined, text)
  assert.equal(readCompactJws(token('{"alg":"none","alg":"ES256"}')), undefined)
})

test('names are counted rightly where values look like names', () => {
  const fine = [
    '{"a":"b\\":","c":"\\\\","d":":"}',
    '{"a":["b","c"],"d":{"a":{"a":"a"}}}',
    '{ "a" : "x:y" , "b" : [ { "a" : 1 } , { "a" : 2 } ] }',
    '{}',
    '{"a":[[],{},"",null,1e3]}',
    '{"__proto__":{"x":1}}',
  ]
  for (const text of fine) assert.deepEqual(readCompactJws(token(header, text))?.payload, JSON.parse(text), text)
})

test('attack 62: crit and b64 are refused, whatever they say', () => {
  for (const value of ['["exp"]', '["b64"]', '[]', 'null', 'false', '"x"']) {
    assert.equal(readCompactJws(token(`{"alg":"ES256","crit":${value}}`)), undefined, `crit ${value}`)
    assert.equal(readCompactJws(token(`{"alg":"ES256","b64":${value}}`)), undefined, `b64 ${value}`)
  }
})

test('alg must be a text', () => {
  for (const value of ['null', '1', '["ES256"]', '{"x":"ES256"}', 'true']) {
    assert.equal(readCompactJws(token(`{"alg":${value}}`)), undefined, value)
  }
  assert.equal(readCompactJws(token('{"typ":"at+jwt"}')), undefined)
})

test('8192 bytes are read, one more is not; a header has its own bound', () => {
  const frame = token(header, '{"x":""}').length
  const filled = (length: number) => token(header, `{"x":"${'y'.repeat(length)}"}`)
  const longest = Math.floor(((8192 - frame) * 3) / 4)
  assert.ok(filled(longest).length <= 8192)
  assert.notEqual(readCompactJws(filled(longest)), undefined)
  assert.equal(readCompactJws(filled(longest + 3)), undefined)
  assert.equal(readCompactJws(token(`{"alg":"ES256","x":"${'y'.repeat(1000)}"}`)), undefined)
})

test('attack 65: bombs are refused at once: a million dots, megabytes, deep nesting, five parts of a JWE', () => {
  const work = countWork()
  assert.equal(readCompactJws('.'.repeat(1_000_000)), undefined)
  assert.equal(readCompactJws('A'.repeat(50_000_000)), undefined)
  assert.equal(readCompactJws('.'.repeat(8192)), undefined)
  assert.equal(readCompactJws(token(header, '['.repeat(6000))), undefined)
  assert.equal(readCompactJws(token('{"alg":"PBES2-HS256+A128KW","p2c":2147483647}', 'x', 'y.z.a')), undefined)
  assert.notEqual(readCompactJws(token(header, `{"a":${'['.repeat(2900)}${']'.repeat(2900)}}`)), undefined)
  assert.ok(work() < 1000)
})

test('it never throws, whatever a caller without types hands over', () => {
  const read = readCompactJws as (token: unknown) => unknown
  for (const thing of [
    undefined,
    null,
    5,
    {},
    [],
    Buffer.from(token()),
    Symbol('x'),
    { split: () => ['a', 'b', 'c'] },
  ]) {
    assert.equal(read(thing), undefined)
  }
})
